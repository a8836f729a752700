import type { Scenario } from "../../sim/scenario/index.js";
import { hostOf } from "./host.js";

/** Why requests may not be sent with the Host header that their demand gives them: it leads behind the host that was checked. */
export function hostHeaderRefusals(
  demand: Scenario["demand"],
  targets: Readonly<Record<string, string>>,
): readonly string[] {
  return demand.flatMap(({ name, to, http }) => {
    const url = new URL(targets[to]);
    const written = Object.entries(http.headers).find(([header]) => header.toLowerCase() === "host")?.[1];
    if (written === undefined || isHostOf(url, written)) return [];
    return [
      `http.headers.host of demand ${name}: expected ${url.host}, the target's own, got ${written} ` +
        "(leave it out, and name the target by the host that is meant)",
    ];
  });
}

function isHostOf(url: URL, written: string): boolean {
  const asked = `${url.protocol}//${written}/`;
  if (!URL.canParse(asked)) return false;
  const [one, other] = [hostOf(url), hostOf(new URL(asked))];
  return one.written === other.written && one.port === other.port;
}
