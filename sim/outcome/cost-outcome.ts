import type { Bill, LeftOut, BillLine as PricedLine } from "../cost/bill.js";
import type { Estimate, Estimates } from "../facts/estimates.js";
import { sum } from "../statistics/sum.js";
import { estimate, meanOf } from "./estimate.js";
import type { CostOutcome, FlowCosts, MeanBillLine, RunCosts } from "./outcome.js";
import { costReading, findCostMetric } from "./reading.js";
import type { Run, RunGroup } from "./runs.js";

/** The cost over all runs, from their bills. */
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
  const count = (key: "arrived" | "succeeded") => (run: Run) =>
    run.replication.services[service].runs?.flows[flow]?.[key] ?? 0;
  const usd = ({ bill }: Run) =>
    sum(bill.lines.filter((line) => line.service === service && line.flow === flow).map((line) => line.usd));
  const of = { runs: meanOf(groups, count("arrived")), usd: meanOf(groups, usd) };
  return {
    ...of,
    perRunUsd: of.usd / of.runs,
    perSucceededRunUsd: of.usd / meanOf(groups, count("succeeded")),
    ...sure(groups, {
      runs: count("arrived"),
      usd,
      perRunUsd: (run) => usd(run) / count("arrived")(run),
      perSucceededRunUsd: (run) => usd(run) / (count("succeeded")(run) || Number.NaN),
    }),
  };
}

/** Every line that any run has, in the order of the first run that has it; a run without it counts as zero. */
function meanLines(groups: readonly RunGroup[]): readonly MeanBillLine[] {
  const lines = new Map<string, PricedLine>();
  for (const { bill } of groups.flatMap(({ runs }) => runs)) {
    for (const line of bill.lines) if (!lines.has(keyOf(line))) lines.set(keyOf(line), line);
  }
  return [...lines].map(([key, { service, item, unit, unitPriceUsd }]) => {
    const of =
      (column: "quantity" | "usd") =>
      ({ bill }: Run) =>
        sum(bill.lines.filter((line) => keyOf(line) === key).map((line) => line[column]));
    const [quantity, usd] = [of("quantity"), of("usd")];
    return {
      ...{ service, item, unit, quantity: meanOf(groups, quantity), unitPriceUsd, usd: meanOf(groups, usd) },
      ...sure(groups, { quantity, usd }),
    };
  });
}

/** What AWS would bill in addition, on average over the runs. */
export function meanLeftOut(groups: readonly RunGroup[]): CostOutcome["leftOut"] {
  const runs = groups.flatMap(({ runs }) => runs);
  return [...new Set(runs.flatMap(({ bill }) => bill.leftOut.map(({ item }) => item)))].map((item) => {
    const of =
      (column: (one: LeftOut) => number) =>
      ({ bill }: Run) =>
        sum(bill.leftOut.filter((one) => one.item === item).map(column));
    const isMonthly = runs.every(({ bill }) => bill.leftOut.every(({ perMonthUsd }) => perMonthUsd !== null));
    const usd = of((one) => one.usd);
    const perMonthUsd = of((one) => one.perMonthUsd!);
    return {
      ...{ item, usd: meanOf(groups, usd), perMonthUsd: isMonthly ? meanOf(groups, perMonthUsd) : null },
      ...sure(groups, isMonthly ? { usd, perMonthUsd } : { usd }),
    };
  });
}

/** The intervals of some numbers of every run; nothing where one run has none. */
function sure(
  groups: readonly RunGroup[],
  values: Readonly<Record<string, (run: Run) => number>>,
): { readonly estimates?: Estimates } {
  const known = Object.entries(values)
    .map(([name, value]) => [name, estimate(groups, { value, event: () => 0 })] as const)
    .filter(([, { low }]) => low !== null);
  return known.length === 0 ? {} : { estimates: Object.fromEntries(known) };
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
