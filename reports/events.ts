import type { Outcome } from "../sim/outcome/outcome.js";
import type { RunEvent } from "../sim/outcome/replication.js";
import { instants } from "./instants.js";

/** `events.ndjson`: scaling, interruptions, deployments and degradation of the first replication, one JSON a line. */
export function eventsNdjson(events: readonly RunEvent[], clock: Outcome["clock"]): string {
  const instant = instants(clock);
  return events
    .map(({ at, service, kind, message, values }) =>
      JSON.stringify({ time: instant(at), atS: at / 1e6, service, kind, message, ...(values && { values }) }),
    )
    .map((line) => `${line}\n`)
    .join("");
}
