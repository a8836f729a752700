import { plusMinus } from "../../sim/facts/estimates.js";
import { percent } from "../../sim/facts/numbers.js";
import type { ComparisonOutcome } from "../../sim/outcome/compared.js";
import { type GateOutcome, parseGate } from "../../sim/outcome/gate.js";
import { type Fault, junitXml, objectiveCases, simulated, type TestCase, wholeCase } from "../junit.js";
import type { Reporter } from "../reporter.js";
import { formatOf } from "../units.js";
import { text } from "./text.js";
import { readingDifference } from "./words.js";

/** The gates of a comparison and the objectives of its last configuration, which decide the exit code, as test cases. */
export const junit: Reporter<ComparisonOutcome> = {
  format: "junit",
  print(comparison, { strict = false }) {
    const { configurations, seed, replications, version } = comparison;
    const { scenario, variant, objectives, digest } = configurations.at(-1)!;
    const aborted = configurations.find((each) => each.aborted !== null);
    const report = {
      ...{ scenario, variant, ...simulated },
      properties: { kind: "comparison", seed, replications, version, digest },
      cases: [
        wholeCase(aborted === undefined ? null : `${aborted.name}: ${aborted.aborted}`),
        ...gateCases(comparison, strict),
        ...objectiveCases({ kind: "predicted", objectives }, strict),
      ],
      summary: text.print(comparison, { color: false }),
    };
    return junitXml([report]);
  },
};

function gateCases(comparison: ComparisonOutcome, strict: boolean): readonly TestCase[] {
  return comparison.gates.map((gate) => {
    const { text, verdict } = gate;
    const as = verdict === "tripped" || strict ? "failure" : "skipped";
    const fault: Fault = { as, type: verdict, message: `${verdict}: ${seenWords(gate, comparison)}` };
    return { of: "", name: `gate: ${text}`, fault: verdict === "passed" ? null : fault };
  });
}

/** The reading that a gate is about in the first and the last configuration, and their difference with its interval. */
function seenWords({ text, seen }: GateOutcome, { contrasts }: ComparisonOutcome): string {
  const { reading, isShare } = parseGate(text);
  const format = formatOf(reading.field, reading.unit);
  const compared = contrasts.at(-1)!.readings.find(({ field }) => field === reading.field);
  if (compared !== undefined)
    return `${plusMinus(compared.base, format)} before, ${plusMinus(compared.other, format)} now, ${readingDifference(compared)}`;
  if (seen === null) return "its reading cannot be told";
  return isShare ? percent(seen) : format(seen);
}
