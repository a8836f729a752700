import { duration, ratio, timeSpan, type Unit } from "../../../scenarios/language/index.js";
import { Refusal } from "../refusal.js";
import type { Objective } from "./objective.js";

type Clauses = Pick<Objective, "sustained" | "during" | "share">;

/** Reads what follows the limit; `wholeRunMetric` names a metric that single minutes cannot be asked for. */
export function parseClauses(clauses: readonly string[], wholeRunMetric: string | null): Clauses {
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
