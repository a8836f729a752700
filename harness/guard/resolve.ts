import { lookup } from "node:dns/promises";
import type { StagingConfig } from "../../workload/target.js";
import { TargetUnreachable } from "../generator/driver.js";
import { guardAddresses, guardEndpoint } from "./guard.js";

/** What the names of targets stand for, and why they may not be driven; none where they may. */
export interface Resolved {
  readonly refusals: readonly string[];
  /** By host, as a URL spells it. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
}

/** Looks up the names of targets that the guard let pass, once; refuses those that stand for a denied address. */
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

/** AWS's own addresses come and go, and its certificates tell who answers. */
const ofAws = /\.(amazonaws\.com(\.cn)?|api\.aws)$/;

/** Looks up the host of an ECS endpoint that is not AWS's own, as that of a target. */
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
