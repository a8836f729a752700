import dns, { type LookupAddress, type LookupOptions } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP, isIPv6 } from "node:net";
import type { StagingConfig } from "../../workload/target.js";
import { TargetUnreachable } from "../generator/driver.js";
import { guardAddresses, guardEndpoint } from "./guard.js";

/** The addresses of target hosts, and why they may not be driven; no refusals when they may. */
interface Resolved {
  readonly refusals: readonly string[];
  /** Addresses by host, spelled as in a URL. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
}

/** Looks up once the hosts of targets that the guard allowed, and refuses those with a denied address. */
export async function resolveTargets(
  targets: Readonly<Record<string, string>>,
  staging: StagingConfig,
): Promise<Resolved> {
  const urls = new Map(Object.values(targets).map((target) => [new URL(target).host, new URL(target)]));
  const found = await Promise.all(
    Array.from(urls.values(), async (url) => ({ url, addresses: await addressesOf(url) })),
  );
  return {
    refusals: found.flatMap(({ url, addresses }) => guardAddresses(url, addresses, staging)),
    addresses: new Map(found.map(({ url, addresses }) => [url.hostname, addresses])),
  };
}

/** Hosts of AWS itself are not checked: their addresses change, and their certificates prove who answers. */
const ofAws = /\.(amazonaws\.com(\.cn)?|api\.aws)$/;

/** Looks up and checks the host of an ECS endpoint as that of a target, unless the endpoint is AWS's own. */
export async function resolveEndpoint(endpoint: URL, staging: StagingConfig): Promise<Resolved> {
  if (ofAws.test(endpoint.hostname)) return { refusals: [], addresses: new Map() };
  const refusals = guardEndpoint(endpoint, staging);
  return refusals.length > 0 ? { refusals, addresses: new Map() } : resolveTargets({ ecs: endpoint.href }, staging);
}

async function addressesOf({ hostname }: URL): Promise<readonly string[]> {
  try {
    const found = await lookup(hostname.replace(/^\[(.*)\]$/, "$1"), { all: true });
    return found.map(({ address }) => address);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TargetUnreachable(`${hostname} has no address (${code}); check its name, the network and the VPN`);
  }
}

/** The second argument of `dns.lookup`: options, an address family alone, or nothing. */
type Asks = LookupOptions | number | undefined;
type Answer = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family: number) => void;

/** Addresses by host; the next connection starts with the first of them. */
const pinned = new Map<string, readonly string[]>();
const asked = dns.lookup;

/**
 * Makes this process connect to checked hosts at their checked addresses only. Name servers are not asked again, since
 * they might answer differently; each connection starts with the next address, as it would with their answers. Hosts
 * pinned earlier stay pinned. Returns a function that removes these pins.
 */
export function pinAddresses(addresses: ReadonlyMap<string, readonly string[]>): () => void {
  for (const [host, found] of addresses) pinned.set(host.toLowerCase(), found);
  dns.lookup = pinnedLookup as typeof dns.lookup; // `net` calls this for every connection
  return () => {
    for (const host of addresses.keys()) pinned.delete(host.toLowerCase());
  };
}

function pinnedLookup(host: string, asks: Asks | Answer, answers?: Answer): void {
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
