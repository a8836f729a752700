import { compareRuns, type Reading, type ReadingComparison } from "../../outcome/index.js";
import { type Cell, decimals, difference, table } from "./markdown.js";
import { named } from "./readings.js";
import type { Simulate, Study } from "./study.js";

/** A way to scale, and the hold times for which it is looked at. */
interface Policies {
  readonly name: string;
  readonly uncoupled?: string;
  readonly coupled: string;
  readonly set: readonly string[];
  readonly holds: readonly string[];
}

const holds = ["5m", "10m", "15m", "20m", "30m", "45m", "60m"];

const policies: readonly Policies[] = [
  { name: "CPU policy alone", coupled: "coupled", set: [], holds },
  {
    name: "CPU policy alone, a scale-in takes 14 % at most",
    coupled: "coupled",
    set: ["services.orchestrator.scaling[0].maxScaleInFraction=14 %"],
    holds: ["20m", "30m", "60m"],
  },
  {
    name: "both policies of the document",
    uncoupled: "both-policies",
    coupled: "both-policies-coupled",
    set: [],
    holds,
  },
];

/** Two columns for each configuration where both are of interest, and always the paired difference. */
interface Column {
  readonly title: string;
  readonly reading: Reading;
  readonly cell: Cell;
  readonly sides: boolean;
}

const columns: readonly Column[] = [
  { title: "5 min", reading: named("oscillationsPerDay"), cell: decimals(1), sides: true },
  { title: "30 min", reading: named("oscillationsPerDay30m"), cell: decimals(1), sides: true },
  { title: "task-hours", reading: named("taskHours"), cell: decimals(1), sides: false },
  { title: "degraded", reading: named("degradedShare"), cell: decimals(1, 100, " pp"), sides: false },
  { title: "shed or failed", reading: named("errorRate"), cell: decimals(2, 100, " pp"), sides: false },
  { title: "p99, s", reading: named("p99"), cell: decimals(2, 0.001), sides: false },
];

/** Do degradation and autoscaling fight, from which hold time on, and what does coupling them change? */
export const oscillation: Study = {
  name: "oscillation",
  about: "uncoupled against coupled degradation over a sweep of hold times, paired by seed",
  async report(simulate) {
    const sections: string[] = [];
    for (const one of policies) {
      const rows: string[][] = [];
      for (const hold of one.holds) rows.push([hold, ...cells(await compareAt(hold, one, simulate))]);
      sections.push(`### ${one.name}\n\n${table(["hold", ...columns.flatMap(titles)], rows)}`);
    }
    return sections.join("\n\n");
  },
};

async function compareAt(hold: string, { uncoupled, coupled, set }: Policies, simulate: Simulate) {
  const settings = [...set, `services.orchestrator.degradation.holdAtLeast=${hold}`];
  const base = await simulate("oscillation", { ...(uncoupled && { variant: uncoupled }), set: settings });
  const other = await simulate("oscillation", { variant: coupled, set: settings });
  return compareRuns(
    base,
    other,
    columns.map(({ reading }) => reading),
  );
}

function titles({ title, sides }: Column): readonly string[] {
  return sides ? [`${title}, uncoupled`, `${title}, coupled`, "difference"] : [`${title}, difference`];
}

function cells(comparisons: readonly ReadingComparison[]): readonly string[] {
  return comparisons.flatMap((comparison, index) => {
    const { cell, sides } = columns[index];
    const both = sides ? [cell(comparison.base.value), cell(comparison.other.value)] : [];
    return [...both, difference(comparison, cell)];
  });
}
