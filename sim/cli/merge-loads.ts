import { join } from "node:path";
import type { LoadOrder, LoadResult } from "../../harness/generator/order.js";
import { mergeMeasured } from "../../harness/record/merge.js";
import type { ReadScenario } from "../scenario/index.js";
import { WrongCall } from "./failures.js";
import { wholeSchedule } from "./harness-options.js";
import { type MeasuredDirectory, readMeasuredDirectory } from "./measured-directory.js";
import { openScenario } from "./open-scenario.js";

/** What several machines measured of one schedule, as if one had driven it all. */
export interface MergedLoad {
  readonly read: ReadScenario;
  readonly order: Pick<LoadOrder, "targets" | "share">;
  readonly result: LoadResult;
}

/** Merges the run directories that `sim load --share i/n --out` wrote on n machines: each part once. */
export function mergeLoads(folders: readonly string[]): MergedLoad {
  const parts = folders.map(readMeasuredDirectory);
  const [first] = parts;
  const other = parts.find(({ scenario }) => scenario !== first.scenario);
  if (other !== undefined) throw new WrongCall([`${other.folder}: expected the scenario and seed of ${first.folder}`]);
  checkShares(parts);
  const measured = parts.map(({ outcome }) => outcome.measured);
  const aborted = parts.flatMap(({ folder, outcome }) =>
    outcome.aborted === null ? [] : [`${folder}: ${outcome.aborted}`],
  );
  return {
    read: openScenario(join(first.folder, "scenario.yaml"), { set: [] }),
    order: { targets: Object.assign({}, ...measured.map(({ targets }) => targets)), share: wholeSchedule },
    result: {
      measured: mergeMeasured(parts.map(({ snapshot }) => snapshot)),
      aborted: aborted.length === 0 ? null : aborted.join("; "),
      elapsed: Math.min(...measured.map(({ elapsedS }) => elapsedS * 1e6)),
    },
  };
}

function checkShares(parts: readonly MeasuredDirectory[]): void {
  const shares = parts.map(({ folder, outcome }) => ({ folder, ...outcome.measured.share }));
  const { of } = shares[0];
  const seen = new Map<number, string>();
  for (const { folder, index, of: total } of shares) {
    if (total !== of) throw new WrongCall([`${folder}: expected a part of ${of}, got ${index}/${total}`]);
    const twice = seen.get(index);
    if (twice !== undefined) throw new WrongCall([`${folder}: part ${index}/${of} again, which is in ${twice}`]);
    seen.set(index, folder);
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !seen.has(index));
  if (missing.length > 0)
    throw new WrongCall([`--merge: parts ${missing.map((index) => `${index}/${of}`).join(", ")} are missing`]);
}
