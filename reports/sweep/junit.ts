import { withInterval } from "../../sim/facts/estimates.js";
import { milliseconds } from "../../sim/facts/numbers.js";
import type { PointOutcome, SweepOutcome } from "../../sim/outcome/swept.js";
import { type Fault, junitXml, simulated } from "../junit.js";
import { namedWords } from "../optimization/words.js";
import type { Reporter } from "../reporter.js";
import { text } from "./text.js";
import { pointCost } from "./words.js";

/** A test case for each combination. One that misses a target is an answer, as the exit code has it: it is skipped and fails nothing. */
export const junit: Reporter<SweepOutcome> = {
  format: "junit",
  print(sweep) {
    const { scenario, seed, replications, version, axes, points } = sweep;
    const report = {
      ...{ scenario, variant: null, ...simulated },
      properties: { kind: "sweep", seed, replications, version },
      cases: points.map((point) => ({ of: "", name: namedWords(axes, point.values), fault: faultOf(point, sweep) })),
      summary: text.print(sweep, { color: false }),
    };
    return junitXml([report]);
  },
};

function faultOf(point: PointOutcome, sweep: SweepOutcome): Fault | null {
  const { aborted, objectives, p99Ms } = point;
  const open = objectives.filter(({ severity, verdict }) => severity === "target" && verdict !== "met");
  if (aborted === null && open.length === 0) return null;
  const isMissed = open.some(({ verdict }) => verdict === "missed");
  const told = aborted ?? open.map(({ objective, verdict, detail }) => `${objective} ${verdict}: ${detail}`).join("; ");
  const p99s = Object.entries(p99Ms).filter(([, { value }]) => value !== null);
  return {
    as: "skipped",
    type: aborted !== null ? "aborted" : isMissed ? "missed" : "undecided",
    message: `${told}; costs ${pointCost(point, sweep)}`,
    detail: p99s.map(([service, p99]) => `${service} p99 ${withInterval(p99, milliseconds)}`).join("\n"),
  };
}
