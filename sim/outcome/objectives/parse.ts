import { Refusal } from "../refusal.js";
import { parseClauses } from "./clauses.js";
import { isAtMost, parseLimits } from "./limits.js";
import type { Objective } from "./objective.js";
import { parseSubject } from "./subject.js";

/**
 * Reads `[service|cost] metric <= limit`, `>= limit` or `in low..high`, and after it in any order `for 5m`,
 * `during 09:00-23:00`, `in 95 % of replications`. Throws `Refusal` where the text is none.
 */
export function parseObjective(text: string, severity: Objective["severity"] = "target"): Objective {
  const spaced = text.trim().replace(/\s+/g, " "); // patterns of single spaces take linear time
  const match = /^(.+?) ?(<=|>=|≤|≥| in ) ?(.+)$/.exec(spaced);
  if (match === null) {
    throw new Refusal("an objective such as 'orchestrator p99 <= 3s', with <=, >= or 'in low..high'");
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
    ...parseClauses(clauses, byMinute ? null : metric),
  };
}
