import { sum } from "../../statistics/sum.js";
import type { Run } from "../runs.js";
import { type CostMetric, serviceRun } from "./metric.js";
import { changedTaskHours } from "./possible.js";

/** What the fleet costs: objectives say `cost perMonth`, claims `cost.perMonth`. */
export const costMetrics: readonly CostMetric[] = [
  costMetric("total", "totalUsd", "Cost of one run.", ({ bill }) => bill.totalUsd),
  costMetric(
    "perMonth",
    "perMonthUsd",
    "Cost of a 730-hour month; nothing where the run says nothing of a month.",
    ({ bill }) => bill.perMonthUsd ?? Number.NaN,
  ),
  costMetric(
    "perThousandRequests",
    "perThousandRequestsUsd",
    "Cost of one run ÷ thousands of requests that arrived at its services.",
    (run) => (1_000 * run.bill.totalUsd) / arrived(run),
  ),
];

function costMetric(name: string, field: string, about: string, value: CostMetric["value"]): CostMetric {
  return { name, field, unit: "USD", about, value, grain: (run) => value(run) * changedShare(run) };
}

/** The part of a bill that one more change of tasks is, as if all of it were for task-hours; 0 of a fixed fleet. */
function changedShare(run: Run): number {
  const services = Object.keys(run.replication.services).map((name) => serviceRun(run, name));
  const hours = sum(services.map(({ service }) => service.taskHours));
  return hours > 0 ? Math.max(...services.map(changedTaskHours)) / hours : 0;
}

function arrived({ replication }: Run): number {
  return sum(Object.values(replication.services).map(({ requests }) => requests.arrived));
}
