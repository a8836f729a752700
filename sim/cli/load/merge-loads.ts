import { join } from "node:path";
import type { LoadOrder, LoadResult } from "../../../harness/generator/order.js";
import { measuredApart } from "../../../harness/record/load-facts.js";
import { canMerge, mergeMeasured } from "../../../harness/record/merge.js";
import { subjectNamed } from "../../outcome/objectives/index.js";
import { demandSubject } from "../../outcome/replication.js";
import type { ReadScenario } from "../../scenario/index.js";
import { WrongCall } from "../failures.js";
import { openScenario } from "../open-scenario.js";
import { counted, type MeasuredDirectory, readMeasuredDirectory } from "../results/measured-directory.js";
import { wholeSchedule } from "./harness-options.js";

/** The measurements of several machines that drove one schedule, combined as if one machine had. */
interface MergedLoad {
  readonly read: ReadScenario;
  readonly order: Pick<LoadOrder, "targets" | "share">;
  readonly result: LoadResult;
  /** Remarks on the parts that a reader needs. */
  readonly notes: readonly string[];
}

/** Merges the run directories that `sim load --share i/n --out` wrote on n machines: each part once. */
export function mergeLoads(folders: readonly string[]): MergedLoad {
  const parts = folders.map(readMeasuredDirectory);
  const [first] = parts;
  const other = parts.find(({ scenario }) => scenario !== first.scenario);
  if (other !== undefined) throw new WrongCall([`${other.folder}: expected the scenario and seed of ${first.folder}`]);
  checkShares(parts);
  const odd = parts.find(({ snapshot }) => !canMerge(first.snapshot, snapshot));
  if (odd !== undefined) {
    const what = `services, minutes or limits than ${first.folder}`;
    throw new WrongCall([`${odd.folder}: counts other ${what}; drive both again with one version of fleetcast`]);
  }
  const read = openScenario(join(first.folder, "scenario.yaml"), { set: [] });
  const measured = parts.map(({ outcome }) => outcome.measured);
  const aborted = parts.flatMap(({ folder, outcome }) =>
    outcome.aborted === null ? [] : [`${folder}: ${outcome.aborted}`],
  );
  return {
    read,
    order: { targets: Object.assign({}, ...measured.map(({ targets }) => targets)), share: wholeSchedule },
    result: {
      measured: mergeMeasured(parts.map(({ snapshot }) => snapshot)),
      aborted: aborted.length === 0 ? null : aborted.join("; "),
      elapsed: Math.min(...measured.map(({ elapsedS }) => elapsedS * 1e6)),
      begunMs: earliest(measured.flatMap(({ begunAt }) => (begunAt === undefined ? [] : [Date.parse(begunAt)]))),
    },
    notes: untold(parts, read),
  };
}

/** Null of none, as older versions tell none. */
function earliest(instants: readonly number[]): number | null {
  return instants.length === 0 ? null : Math.min(...instants);
}

/** Parts of an older version tell no demands apart: nor does the whole, and no objective can ask for one. */
function untold(parts: readonly MeasuredDirectory[], { scenario }: ReadScenario): readonly string[] {
  const asked = Object.keys(scenario.services).flatMap((service) =>
    measuredApart(scenario, service).map(({ demand }) => demandSubject(service, demand)),
  );
  const old = parts.filter(({ snapshot }) => !asked.every((name) => name in snapshot.apart));
  if (old.length === 0) return [];
  const words = `${old.map(({ folder }) => join(folder, counted)).join(", ")}: older than results by demand`;
  const isJudged = scenario.objectives.some((objective) => subjectNamed(objective)?.includes("/"));
  if (isJudged) throw new WrongCall([`${words}, which an objective asks for; drive this part again`]);
  return [`${words}: the whole has none either`];
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
