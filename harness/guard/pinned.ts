import dns, { type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, isIPv6 } from "node:net";

/** As `dns.lookup` has it: options, an address family alone, or nothing. */
type Asks = LookupOptions | number | undefined;
type Answer = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family: number) => void;

const asked = dns.lookup;

/**
 * From now on this process dials the hosts that were checked at the addresses that were checked: each dial begins with
 * another of them, as it would with the answers of a name server, which is not asked again: it might answer otherwise.
 */
export function pinAddresses(addresses: ReadonlyMap<string, readonly string[]>): void {
  const turns = new Map<string, number>();
  const lookup = (host: string, asks: Asks | Answer, answers?: Answer): void => {
    const answer = typeof asks === "function" ? asks : answers!;
    const options = typeof asks === "object" ? asks : { family: typeof asks === "number" ? asks : 0 };
    const name = host.toLowerCase();
    const known = addresses.get(name);
    if (known === undefined || isIP(host) > 0) return asked(host, options, answer);
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    const first = turn % known.length;
    const found = [...known.slice(first), ...known.slice(0, first)].map(familyOf).filter(isWanted(options));
    if (found.length === 0)
      answer(Object.assign(new Error(`${host} has no such address`), { code: "ENOTFOUND" }), "", 0);
    else if (options.all) process.nextTick(answer, null, found, 0);
    else process.nextTick(answer, null, found[0].address, found[0].family);
  };
  dns.lookup = lookup as typeof dns.lookup; // what `net` asks, whoever dials
}

function familyOf(address: string): LookupAddress {
  return { address, family: isIPv6(address) ? 6 : 4 };
}

function isWanted({ family }: LookupOptions): (found: LookupAddress) => boolean {
  const wanted = family === "IPv4" ? 4 : family === "IPv6" ? 6 : (family ?? 0);
  return (found) => wanted === 0 || found.family === wanted;
}
