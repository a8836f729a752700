import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Scenario } from "../../sim/scenario/index.js";
import type { Tables } from "../../workload/tables.js";
import { LoadPlan } from "../plan/load-plan.js";
import { writeId } from "../protocol.js";

/** A write that a service has acknowledged, by answering the request that it belongs to. */
export interface PromisedWrite {
  readonly id: string;
  /** Its request was due in the reported time, not in the warm-up. */
  readonly isReported: boolean;
}

/** What the answers to one service's load promise. */
export interface Promised {
  readonly writes: PromisedWrite[];
  /** Requests and messages of the plan that got no expected answer, those of the warm-up left out. */
  unanswered: number;
}

/** The ids of a file, one a line. */
export async function readIds(path: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const id of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (id !== "") ids.add(id);
  }
  return ids;
}

/** What has been promised by service: the plan is made again, for a request's id does not say what it writes. */
export function promisedBy(
  answered: ReadonlySet<string>,
  { scenario, tables }: { readonly scenario: Scenario; readonly tables: Tables },
): ReadonlyMap<string, Promised> {
  const plan = new LoadPlan({ scenario, tables, share: { index: 1, of: 1 } });
  const promised = new Map(Object.keys(scenario.services).map((name): [string, Promised] => [name, nothing()]));
  for (let planned = plan.next(); planned !== null; planned = plan.next()) {
    if (planned.kind === "session") continue;
    const { id, service, dueAt } = planned;
    const own = promised.get(service)!;
    const isReported = dueAt >= 0;
    if (!answered.has(id)) own.unanswered += isReported ? 1 : 0;
    else
      for (let index = 0; index < planned.class.writes; index++)
        own.writes.push({ id: writeId(id, index), isReported });
  }
  return promised;
}

function nothing(): Promised {
  return { writes: [], unanswered: 0 };
}
