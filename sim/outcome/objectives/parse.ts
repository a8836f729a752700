import type { MetricUnit } from "../../facts/units.js";
import { findCostMetric, findServiceMetric } from "../metrics/find.js";
import { Refusal } from "../refusal.js";
import { parseClauses } from "./clauses.js";
import { isAtMost, parseLimits } from "./limits.js";
import type { Objective } from "./objective.js";
import { parseSubject } from "./subject.js";

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
