import dns, { type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, isIPv6 } from "node:net";

/** As `dns.lookup` has it: options, an address family alone, or nothing. */
type Asks = LookupOptions | number | undefined;
type Answer = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family: number) => void;

/** The addresses of a host, the one that the next dial begins with first. */
const pinned = new Map<string, readonly string[]>();
const asked = dns.lookup;

/**
 * From now on this process dials the hosts that were checked at the addresses that were checked: each dial begins with
 * another of them, as it would with the answers of a name server, which is not asked again: it might answer otherwise.
 * Hosts that were pinned before stay so. Gives what takes the pins out again.
 */
export function pinAddresses(addresses: ReadonlyMap<string, readonly string[]>): () => void {
  for (const [host, found] of addresses) pinned.set(host.toLowerCase(), found);
  dns.lookup = lookup as typeof dns.lookup; // what `net` asks, whoever dials
  return () => {
    for (const host of addresses.keys()) pinned.delete(host.toLowerCase());
  };
}

function lookup(host: string, asks: Asks | Answer, answers?: Answer): void {
  const answer = typeof asks === "function" ? asks : answers!;
  const options = typeof asks === "object" ? asks : { family: typeof asks === "number" ? asks : 0 };
  const name = host.toLowerCase();
  const known = pinned.get(name);
  if (known === undefined || isIP(host) > 0) return asked(host, options, answer);
  const [first, ...others] = known;
  pinned.set(name, [...others, first]);
  const found = known.map(familyOf).filter(isWanted(options));
  if (found.length === 0) answer(Object.assign(new Error(`${host} has no such address`), { code: "ENOTFOUND" }), "", 0);
  else if (options.all) process.nextTick(answer, null, found, 0);
  else process.nextTick(answer, null, found[0].address, found[0].family);
}

function familyOf(address: string): LookupAddress {
  return { address, family: isIPv6(address) ? 6 : 4 };
}

function isWanted({ family }: LookupOptions): (found: LookupAddress) => boolean {
  const wanted = family === "IPv4" ? 4 : family === "IPv6" ? 6 : (family ?? 0);
  return (found) => wanted === 0 || found.family === wanted;
}
