import { lookup } from "node:dns/promises";
import type { StagingConfig } from "../../workload/target.js";
import { TargetUnreachable } from "../generator/driver.js";
import { guardAddresses } from "./guard.js";

/** Looks up the names of targets that the guard let pass; refuses those that stand for a denied address. */
export async function resolveTargets(
  targets: Readonly<Record<string, string>>,
  staging: StagingConfig,
): Promise<readonly string[]> {
  const urls = new Map(Object.values(targets).map((target) => [new URL(target).host, new URL(target)]));
  const refusals = await Promise.all(
    Array.from(urls.values(), async (url) => guardAddresses(url, await addressesOf(url), staging)),
  );
  return refusals.flat();
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
