import { didYouMean } from "../../scenarios/language/issues.js";
import { day } from "../../scenarios/language/units/time.js";
import type { LauncherFacts } from "../facts/aspects/runs.js";
import { changedTaskHours } from "../facts/aspects/tasks.js";
import type { Facts } from "../facts/facts.js";
import type { ServiceRun, SubjectMetric } from "../facts/metric.js";
import {
  findServiceMetric,
  groupsOf,
  metricsPage,
  type NamedMetric,
  namedMetrics,
  type ServiceMetric,
} from "../facts/service-metrics.js";
import type { MetricUnit } from "../facts/units.js";
import { sum } from "../statistics/sum.js";
import { Refusal } from "./refusal.js";
import { factsOf, sentBy } from "./replication.js";
import type { Run } from "./runs.js";

/** A metric of one subject of a scenario: a number that every run has, or what is kept of one. */
export interface Reading<R = Run> {
  /** Name as in objectives: "orchestrator p99". */
  readonly name: string;
  /** Dotted path among the fields of an outcome: "orchestrator.latencyMs.p99". */
  readonly field: string;
  readonly unit: MetricUnit;
  readonly value: (run: R) => number;
  /** The amount that one more event adds, or the smallest difference where the value counts no events. */
  readonly event: (run: R) => number;
  /** Upper bound: 1 for a share. */
  readonly most?: (run: R) => number;
  /** Set when the value is above zero whenever it exists, as a latency is. */
  readonly isPositive?: true;
}

/** The part of a run that the metrics of a service, or of "service/demand", are read from. */
export function serviceRun({ replication }: Run, subject: string): ServiceRun {
  return { facts: factsOf(replication, subject), days: replication.usage.end / day };
}

/** A metric of one service, or of "service/demand", as a number of the whole run. */
export function serviceReading(subject: string, metric: ServiceMetric): Reading {
  const { name, field, unit } = metric;
  const grain = (run: ServiceRun) =>
    metric.event === undefined ? (metric.grain?.(run) ?? 0) : daysPerEvent(run.facts) * metric.event(run);
  return {
    name: `${subject} ${name ?? field}`,
    field: `${subject}.${field}`,
    unit,
    value: (run) => metric.value(serviceRun(run, subject)),
    event: (run) => grain(serviceRun(run, subject)),
    ...(metric.most && { most: (run: Run) => metric.most!(serviceRun(run, subject)) }),
    ...(metric.isPositive && { isPositive: true }),
  };
}

/** Number of events of a month for each simulated one: the days that its day stands for. */
export function daysPerEvent({ month }: Pick<Facts, "month">): number {
  return month?.most ?? 1;
}

/** The word that stands in the place of a service where a metric concerns money. */
export const costSubject = "cost";

export type CostMetric = SubjectMetric<Run>;

/** Metrics of cost: objectives write `cost perMonth`, claims `cost.perMonth`. */
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
    "Cost of one run ÷ thousands of requests that its demands sent; what services ask of each other is part of those.",
    (run) => (1_000 * run.bill.totalUsd) / sentBy(run.replication),
  ),
  costMetric(
    "perRun",
    "runs.perRunUsd",
    "Cost of one run of the scenario ÷ runs that its launchers were asked for, failed ones too.",
    (run) => run.bill.totalUsd / launched(run, ({ arrived }) => arrived),
  ),
  costMetric(
    "perSucceededRun",
    "runs.perSucceededRunUsd",
    "Cost of one run of the scenario ÷ runs of its launchers that succeeded, so that failed ones are paid by them.",
    (run) => run.bill.totalUsd / launched(run, ({ succeeded }) => succeeded),
  ),
  costMetric(
    "perTaskHour",
    "perTaskHourUsd",
    "Cost of one run ÷ hours of its tasks from RUNNING to their end.",
    (run) => run.bill.totalUsd / (taskHours(run) || Number.NaN),
  ),
];

/** A metric of cost as a number of the whole run. */
export function costReading({ name, field, unit, value, grain = () => 0 }: CostMetric): Reading {
  return { name: `${costSubject} ${name}`, field: `${costSubject}.${field}`, unit, value, event: grain };
}

/** The metric of cost with this name or field. */
export function findCostMetric(written: string): CostMetric | undefined {
  return costMetrics.find(({ name, field }) => name === written || field === written);
}

/** The rest of a claim after `cost.of.`: the lines of the bill, and how they are reported. */
const partForm = /^of\.(.+)\.(total|perMonth|perTaskHour)$/;

/** The lines of a bill that a claim is about: those of a service, or those whose item begins with these words; null of all. */
export function partOfCost(written: string): string | null {
  return partForm.exec(written)?.[1] ?? null;
}

/**
 * Reading of some lines of the bill: their sum over the run or a month, or that sum divided by the task-hours of their
 * services.
 */
function partReading(written: string, [, part, told]: RegExpExecArray): Reading {
  const linesOf = ({ bill }: Run) =>
    bill.lines.filter(({ service, item }) => service === part || item.startsWith(part));
  const value = (run: Run) => {
    if (told === "perMonth")
      return run.bill.perMonthUsd === null ? Number.NaN : sum(linesOf(run).map(({ perMonthUsd }) => perMonthUsd!));
    const lines = linesOf(run);
    const total = sum(lines.map(({ usd }) => usd));
    if (told === "total") return total;
    const payers = [...new Set(lines.map(({ service }) => service))];
    const areServices = payers.every((payer) => payer in run.replication.services);
    return total / (taskHours(run, areServices ? payers : undefined) || Number.NaN);
  };
  return { name: `${costSubject} ${written}`, field: `${costSubject}.${written}`, unit: "USD", value, event: () => 0 };
}

/** The refusal of a metric that is not known: which one was probably meant, else those that its word is about, else all. */
export function unknownMetric(written: string, subject: "service" | "cost"): Refusal {
  if (subject === "cost") {
    const known = costMetrics.map(({ name }) => name);
    return new Refusal(
      "a metric of cost such as perMonth",
      didYouMean(written, known) ?? `metrics are ${known.join(", ")}`,
    );
  }
  const meant = didYouMean(
    written,
    namedMetrics.map(({ name }) => name),
  );
  const near = metricsAbout(written).map(({ name }) => name);
  const some = near.length > 0 ? `near are ${near.join(", ")}` : `metrics are ${groupsOf(namedMetrics)}`;
  return new Refusal("a metric of a service such as p99 or cpu", meant ?? `${some}; ${metricsPage} has all of them`);
}

const nearMost = 8;
const lettersMin = 4;

/** The metrics of the aspect that is called so, and those in whose names the word stands, its plural aside. */
function metricsAbout(written: string): readonly NamedMetric[] {
  const word = written.toLowerCase().replace(/s$/, "");
  if (word.length < lettersMin) return [];
  const isAbout = ({ name, aspect }: NamedMetric) =>
    aspect.replace(/s$/, "") === word || name.toLowerCase().includes(word);
  return namedMetrics.filter(isAbout).slice(0, nearMost);
}

/** A reading, and the service and the metric that it is of; null where it concerns money. */
export interface Reference {
  readonly reading: Reading;
  readonly service: string | null;
  readonly metric: NamedMetric | null;
}

/** Reads "orchestrator.writes.lostShare", "cost.perMonth" or "cost.of.NAT gateway.perMonth". Throws a `Refusal`. */
export function parseReference(written: string): Reference {
  const dot = written.indexOf(".");
  if (dot <= 0) throw new Refusal("a metric with its service, such as orchestrator.writes.lostShare or cost.perMonth");
  const [subject, name] = [written.slice(0, dot), written.slice(dot + 1)];
  if (subject === costSubject) {
    const part = partForm.exec(name);
    if (part !== null) return { reading: partReading(name, part), service: null, metric: null };
    const metric = findCostMetric(name);
    if (metric === undefined) throw unknownMetric(name, "cost");
    return { reading: costReading(metric), service: null, metric: null };
  }
  const metric = findServiceMetric(name);
  if (metric === undefined) throw unknownMetric(name, "service");
  return { reading: serviceReading(subject, metric), service: subject, metric };
}

function costMetric(name: string, field: string, about: string, value: CostMetric["value"]): CostMetric {
  return { name, field, unit: "USD", about, value, grain: (run) => value(run) * changedShare(run) };
}

/** The part of a bill that one more change of tasks is, as if all of it were for task-hours; 0 of a fixed fleet. */
function changedShare(run: Run): number {
  const services = Object.keys(run.replication.services).map((name) => serviceRun(run, name));
  const withTasks = services.flatMap((service) =>
    service.facts.tasks ? [{ tasks: service.facts.tasks, service }] : [],
  );
  const hours = taskHours(run);
  return hours > 0 ? Math.max(...withTasks.map(({ tasks, service }) => changedTaskHours(tasks, service))) / hours : 0;
}

/** Hours of the tasks of some services, or of all. */
function taskHours({ replication }: Run, of?: readonly string[]): number {
  const services = Object.entries(replication.services).filter(([name]) => of?.includes(name) ?? true);
  return sum(services.map(([, { tasks }]) => tasks?.hours ?? 0));
}

/** Runs of all launchers; NaN without any. */
function launched({ replication }: Run, count: (runs: LauncherFacts) => number): number {
  return (
    sum(Object.values(replication.services).map(({ runs }) => (runs === undefined ? 0 : count(runs)))) || Number.NaN
  );
}
