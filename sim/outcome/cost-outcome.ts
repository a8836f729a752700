import type { Bill, LeftOut, BillLine as PricedLine } from "../cost/bill.js";
import type { Estimate } from "../facts/estimates.js";
import { sum } from "../statistics/sum.js";
import { estimate, meanOf } from "./estimate.js";
import type { CostOutcome, FlowCosts, MeanBillLine, RunCosts } from "./outcome.js";
import { costReading, findCostMetric } from "./reading.js";
import type { RunGroup } from "./runs.js";

/** What the bills of the runs say together. */
export function costOutcome(groups: readonly RunGroup[]): CostOutcome {
  const of = (field: string): Estimate => estimate(groups, costReading(findCostMetric(field)!));
  const lines = meanLines(groups);
  const total = of("totalUsd");
  const [first] = groups.flatMap(({ runs }) => runs);
  return {
    // The mean of the totals but for rounding, so that the lines add up to the last bit.
    totalUsd: total.value === null ? total : { ...total, value: sum(lines.map(({ usd }) => usd)) },
    perMonthUsd: of("perMonthUsd"),
    perMonthBasis: first.bill.perMonthBasis,
    perThousandRequestsUsd: of("perThousandRequestsUsd"),
    ...runCosts(groups),
    lines,
    leftOut: meanLeftOut(groups),
  };
}

/** Nothing where no service launches runs. */
function runCosts(groups: readonly RunGroup[]): { readonly runs?: RunCosts } {
  const launchers = groups.flatMap(({ runs }) =>
    runs.flatMap(({ replication }) =>
      Object.entries(replication.services).flatMap(([service, { runs }]) =>
        Object.keys(runs?.flows ?? {}).map((flow) => ({ service, flow })),
      ),
    ),
  );
  if (launchers.length === 0) return {};
  const flows = new Map(launchers.map((each) => [`${each.service}/${each.flow}`, each]));
  const of = (field: string): Estimate => estimate(groups, costReading(findCostMetric(field)!));
  return {
    runs: {
      perRunUsd: of("perRun"),
      perSucceededRunUsd: of("perSucceededRun"),
      flows: Object.fromEntries(
        [...flows].map(([name, { service, flow }]) => [name, flowCosts(groups, service, flow)]),
      ),
    },
  };
}

function flowCosts(groups: readonly RunGroup[], service: string, flow: string): FlowCosts {
  const count = (key: "arrived" | "succeeded") =>
    meanOf(groups, ({ replication }) => replication.services[service].runs?.flows[flow]?.[key] ?? 0);
  const usd = meanOf(groups, ({ bill }) =>
    sum(bill.lines.filter((line) => line.service === service && line.flow === flow).map((line) => line.usd)),
  );
  const runs = count("arrived");
  return { runs, usd, perRunUsd: usd / runs, perSucceededRunUsd: usd / count("succeeded") };
}

/** Every line that any run has, in the order of the first run that has it; a run without it counts as zero. */
function meanLines(groups: readonly RunGroup[]): readonly MeanBillLine[] {
  const lines = new Map<string, PricedLine>();
  for (const { bill } of groups.flatMap(({ runs }) => runs)) {
    for (const line of bill.lines) if (!lines.has(keyOf(line))) lines.set(keyOf(line), line);
  }
  return [...lines].map(([key, { service, item, unit, unitPriceUsd }]) => {
    const mean = (column: "quantity" | "usd") =>
      meanOf(groups, ({ bill }) => sum(bill.lines.filter((line) => keyOf(line) === key).map((line) => line[column])));
    return { service, item, unit, quantity: mean("quantity"), unitPriceUsd, usd: mean("usd") };
  });
}

/** What AWS would bill beside, on average over the runs. */
export function meanLeftOut(groups: readonly RunGroup[]): readonly LeftOut[] {
  const runs = groups.flatMap(({ runs }) => runs);
  return [...new Set(runs.flatMap(({ bill }) => bill.leftOut.map(({ item }) => item)))].map((item) => {
    const mean = (column: (one: LeftOut) => number) =>
      meanOf(groups, ({ bill }) => sum(bill.leftOut.filter((one) => one.item === item).map(column)));
    const isMonthly = runs.every(({ bill }) => bill.leftOut.every(({ perMonthUsd }) => perMonthUsd !== null));
    return {
      item,
      usd: mean(({ usd }) => usd),
      perMonthUsd: isMonthly ? mean(({ perMonthUsd }) => perMonthUsd!) : null,
    };
  });
}

function keyOf({ service, item, unit, unitPriceUsd }: PricedLine): string {
  return JSON.stringify([service, item, unit, unitPriceUsd]);
}

/** The bill of a run that AWS bills and we do not: a measured one. */
export const unbilled: Bill = {
  lines: [],
  totalUsd: Number.NaN,
  perMonthUsd: null,
  perMonthBasis: "a measured run is not billed",
  prices: { region: "", asOf: "", oldestRow: "", rowsFromMemory: 0 },
  leftOut: [],
  notes: [],
  commitmentUsed: null,
};
