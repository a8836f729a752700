import type { Run } from "../runs.js";
import type { CostMetric } from "./metric.js";
import { sum } from "./sums.js";

/** What the fleet costs: objectives say `cost perMonth`, claims `cost.perMonth`. */
export const costMetrics: readonly CostMetric[] = [
  {
    name: "total",
    field: "totalUsd",
    unit: "USD",
    about: "Cost of one run.",
    value: ({ bill }) => bill.totalUsd,
  },
  {
    name: "perMonth",
    field: "perMonthUsd",
    unit: "USD",
    about: "Cost of a 730-hour month; nothing where the run says nothing of a month.",
    value: ({ bill }) => bill.perMonthUsd ?? Number.NaN,
  },
  {
    name: "perThousandRequests",
    field: "perThousandRequestsUsd",
    unit: "USD",
    about: "Cost of one run ÷ thousands of requests that arrived at its services.",
    value: (run) => (1_000 * run.bill.totalUsd) / arrived(run),
  },
];

function arrived({ replication }: Run): number {
  return sum(Object.values(replication.services).map(({ requests }) => requests.arrived));
}
