import { duration, ratio, timeSpan, type Unit } from "../../../scenarios/language/index.js";
import { didYouMean } from "../../../scenarios/language/issues.js";
import type { AspectName } from "../../facts/facts.js";
import { findServiceMetric, groupsOf, type NamedMetric, namedMetrics } from "../../facts/service-metrics.js";
import { type MetricUnit, units } from "../../facts/units.js";
import { costSubject, findCostMetric, unknownMetric } from "../reading.js";
import { Refusal } from "../refusal.js";
import { demandSubject } from "../replication.js";
import type { Limits, Objective, Subject } from "./objective.js";

const form = /^(.+?) ?(<=|>=|≤|≥| in ) ?(.+)$/;

/**
 * Reads `[service|cost] metric <= limit`, `>= limit` or `in low..high`, and after it in any order `for 5m`,
 * `during 09:00-23:00`, `in 95 % of replications`. Throws `Refusal` where the text is none. While load runs, `for` may be
 * asked of any subject.
 */
export function parseObjective(
  text: string,
  severity: Objective["severity"] = "target",
  { isLive = false }: { readonly isLive?: boolean } = {},
): Objective {
  const spaced = text.trim().replace(/\s+/g, " "); // patterns of single spaces take linear time
  const match = form.exec(spaced);
  if (match === null) {
    const isBreach = /[<>]/.test(spaced);
    const hint = isBreach ? "write what has to hold, with <= or >=: the limit itself is inside" : undefined;
    throw new Refusal("an objective such as 'orchestrator p99 <= 3s', with <=, >= or 'in low..high'", hint);
  }
  const [, words, relation, rest] = match;
  const [limit, ...clauses] = rest.split(/ (?=(?:for|during|in) )/);
  const { subject, metric, unit, byMinute, isQuantile } = parseSubject(words.split(" "));
  if (isQuantile && !isAtMost(relation)) throw new Refusal(`'${metric} <= ...': a quantile has an upper limit`);
  return {
    text: spaced,
    severity,
    subject,
    metric,
    limits: parseLimits(relation.trim(), limit, unit),
    ...parseClauses(clauses, byMinute || isLive ? null : metric),
  };
}

/** The words left of an objective's relation: "web", "p99". */
export function subjectWords(text: string): readonly string[] {
  return form.exec(text)?.[1].split(" ") ?? [];
}

/** The unit of the value that a verdict on an objective tells; empty where it is unknown. */
export function unitOfValue(text: string): MetricUnit | "" {
  const name = subjectWords(text).at(-1) ?? "";
  const isShare = name === "error" || / (for .+|in .+ of replications)$/.test(text);
  return isShare ? "ratio" : ((findCostMetric(name) ?? findServiceMetric(name))?.unit ?? "");
}

/** The left side of the relation. */
interface Asked {
  readonly subject: Subject;
  readonly metric: string;
  readonly unit: MetricUnit;
  /** Whether single minutes can be asked. */
  readonly byMinute: boolean;
  /** Whether it is a latency that a share of the requests stays within. */
  readonly isQuantile: boolean;
}

const wholeRun = { byMinute: false, isQuantile: false };

/** Reads `[service] metric`, `service/demand metric`, `cost metric`, or either followed by `error`. */
function parseSubject(words: readonly string[]): Asked {
  if (words.at(-1) === "error") return parseError(words.slice(0, -1));
  if (words[0] === costSubject) return parseCost(words.slice(1));
  if (words.length > 2) throw new Refusal("a service and one metric, such as 'orchestrator p99'");
  const [name, service = null] = words.toReversed();
  const metric = findServiceMetric(name);
  if (metric === undefined) throw unknownMetric(name, "service");
  const isQuantile = metric.quantile !== undefined;
  const isOfDemand = service?.includes("/") ?? false;
  if (isOfDemand && !metric.ofDemand) {
    const known = namedMetrics.filter(({ ofDemand }) => ofDemand).map((one) => one.name);
    throw new Refusal("a metric of requests, which a demand has for itself", `those are ${known.join(", ")}`);
  }
  return {
    subject: { kind: "service", service },
    metric: metric.name,
    unit: metric.unit,
    byMinute: !isOfDemand && (metric.minute !== undefined || isQuantile),
    isQuantile,
  };
}

function parseCost([name = "", ...more]: readonly string[]): Asked {
  const metric = findCostMetric(name);
  if (metric === undefined || more.length > 0) throw unknownMetric([name, ...more].join(" "), "cost");
  return { ...wholeRun, subject: { kind: "cost" }, metric: metric.name, unit: metric.unit };
}

function parseError(words: readonly string[]): Asked {
  const isWhole = words.length === 1 && words[0] === costSubject;
  if (!isWhole) parseSubject(words);
  return { ...wholeRun, subject: { kind: "error" }, metric: words.join(" "), unit: "ratio" };
}

/** Reads the limit of `<=` and `>=`, or the range of `in`. */
function parseLimits(relation: string, limit: string, unit: MetricUnit): Limits {
  if (relation === "in") return parseRange(limit, unit);
  const value = parseLimit(limit, unit);
  return isAtMost(relation) ? { min: -Infinity, max: value } : { min: value, max: Infinity };
}

/** Whether a relation sets an upper limit. */
function isAtMost(relation: string): boolean {
  return relation === "<=" || relation === "≤";
}

/** "50..65 %": a lower end without a unit has that of the upper one. */
function parseRange(range: string, unit: MetricUnit): Limits {
  const [low, high, ...more] = range.split("..").map((end) => end.trim());
  if (high === undefined || more.length > 0) throw new Refusal("a range such as 50..65 %");
  const unitOfHigh = high.replace(/^[\s$\d.,]+/, "");
  const limits = {
    min: parseLimit(/^[\d.,]+$/.test(low) ? low + unitOfHigh : low, unit),
    max: parseLimit(high, unit),
  };
  if (limits.min > limits.max) throw new Refusal("a range from the lower to the upper end");
  return limits;
}

function parseLimit(written: string, unit: MetricUnit): number {
  const value = units[unit].read(written);
  if (value === undefined) throw new Refusal(`${units[unit].expected} as the limit`);
  return value;
}

type Clauses = Pick<Objective, "sustained" | "during" | "share">;

/** Reads what follows the limit; `wholeRunMetric` names a metric that single minutes cannot be asked for. */
function parseClauses(clauses: readonly string[], wholeRunMetric: string | null): Clauses {
  let parsed: Clauses = { sustained: null, during: null, share: null };
  for (const clause of clauses) {
    const [key, value] = parseClause(clause, wholeRunMetric);
    if (parsed[key] !== null) throw new Refusal(`'${clause.split(" ")[0]} ...' once`);
    parsed = { ...parsed, [key]: value };
  }
  return parsed;
}

function parseClause(clause: string, wholeRunMetric: string | null): readonly [keyof Clauses, unknown] {
  const word = clause.split(" ", 1)[0];
  const written = clause.slice(word.length + 1);
  if (word === "in") return ["share", parseShare(written)];
  if (wholeRunMetric !== null) {
    throw new Refusal(`no '${word} ...' with ${wholeRunMetric}, which only a whole run has`);
  }
  return word === "for"
    ? ["sustained", read(duration({ min: 1 }), written, "'for' a duration such as 5m")]
    : ["during", read(timeSpan(), written, "'during' a part of the day such as 09:00-23:00")];
}

function parseShare(written: string): number {
  const expected = "'in' a share 'of replications', such as 'in 95 % of replications'";
  const share = /^(.+) of replications$/.exec(written);
  if (share === null) throw new Refusal(expected);
  return read(ratio(), share[1], expected);
}

function read<T>(unit: Unit<T>, written: string, expected: string): T {
  const result = unit.safeParse(written);
  if (!result.success) throw new Refusal(expected);
  return result.data;
}

/** Aspects of a canary that are recorded minute by minute. */
const canaryAspects: readonly AspectName[] = ["latency", "requests", "cpu", "memory", "spot"];

/** Reads an objective that a canary has to hold. Throws `Refusal` where its minutes do not tell it. */
export function parseOfCanary(text: string): Objective {
  const objective = parseObjective(text);
  const { subject, metric, during, share } = objective;
  const described = findServiceMetric(metric);
  const isTold = described !== undefined && canaryAspects.includes(described.aspect);
  const isByMinute = described?.minute !== undefined || described?.quantile !== undefined;
  if (
    subject.kind !== "service" ||
    subject.service !== null ||
    during !== null ||
    share !== null ||
    !isTold ||
    !isByMinute
  ) {
    const known = namedMetrics.filter(
      ({ aspect, minute, quantile }) =>
        canaryAspects.includes(aspect) && (minute !== undefined || quantile !== undefined),
    );
    throw new Refusal(
      "an objective of the canary's own minutes, such as 'p99 <= 3s for 5m' or 'errorRate <= 1 %'",
      `it names no service, no 'during' and no 'of replications'; metrics are ${known.map(({ name }) => name).join(", ")}`,
    );
  }
  return objective;
}

/** Reads an objective that an incident waits for to be broken. Throws `Refusal` where no minute of one service tells it. */
export function parseBreach(text: string): Objective {
  const objective = parseObjective(text, "target", { isLive: true });
  const { subject, metric, during, share } = objective;
  const isOfService = subject.kind === "service" && subject.service !== null && !subject.service.includes("/");
  const hasMinutes = (one: NamedMetric) => one.minute !== undefined || one.quantile !== undefined;
  const described = findServiceMetric(metric);
  if (isOfService && described !== undefined && hasMinutes(described) && during === null && share === null) {
    return objective;
  }
  const known = namedMetrics.filter(hasMinutes);
  throw new Refusal(
    "an objective of the minutes of one service, such as 'web p99 <= 3s for 5m'",
    `it names a service, and no 'during' or 'of replications'; metrics that minutes have are ${groupsOf(known)}`,
  );
}

/** The subjects of objectives that may end a load. */
export interface WatchedSubjects {
  readonly services: Readonly<Record<string, unknown>>;
  readonly demand: readonly { readonly name: string; readonly to: string }[];
}

/** Metrics beside latencies that single answers tell, so that they are known while load runs. */
const countedLive = ["errorRate", "degradedShare"];
const expected = "an objective on answers, such as 'p99 <= 3s', 'web/checkout p99 <= 3s' or 'errorRate <= 5 % for 30s'";

/** Reads an objective that ends a load when it is breached. Throws `Refusal` where load does not tell it while it runs. */
export function parseWatched(text: string, { services, demand }: WatchedSubjects): Objective {
  const objective = parseObjective(text, "target", { isLive: true });
  const { subject, metric, during, share } = objective;
  const isOnAnswers = countedLive.includes(metric) || findServiceMetric(metric)?.quantile !== undefined;
  if (subject.kind !== "service" || !isOnAnswers || during !== null || share !== null) throw new Refusal(expected);
  const name = subject.service;
  if (name === null) return objective;
  const isDemand = name.includes("/");
  const known = isDemand ? demand.map(({ to, name }) => demandSubject(to, name)) : Object.keys(services);
  if (known.includes(name)) return objective;
  throw new Refusal(`one of the ${isDemand ? "demands" : "services"} ${known.join(", ")}`, didYouMean(name, known));
}
