import type { HistoryOutcome, NightSeries } from "../../sim/outcome/history.js";
import { type Fault, junitXml, type TestCase } from "../junit.js";
import type { Reporter } from "../reporter.js";
import { driftWords, nightWords, testWords } from "./words.js";

/** A test case for each number of the last night: whether a drift was told at it, which fails the night with `strict`. */
export const junit: Reporter<readonly HistoryOutcome[]> = {
  format: "junit",
  print: (histories, { strict = false }) =>
    junitXml(
      histories.map((history) => {
        const { scenario, variant, nights, series } = history;
        const { at, version } = nights.at(-1)!;
        const drifts = series.flatMap((each) =>
          each.drifts.map((drift) => `${each.name} ${driftWords(each, drift, nights)}`),
        );
        return {
          ...{ scenario, variant, begun: at.slice(0, "2026-03-02T23:00:00".length), seconds: 0 },
          properties: { kind: "history", nights: nights.length, version },
          cases: series.map((each) => driftCase(each, history, strict)),
          summary: [nightWords(history), ...drifts, testWords(history)].join("\n"),
        };
      }),
    ),
};

function driftCase(series: NightSeries, { nights }: HistoryOutcome, strict: boolean): TestCase {
  const told = series.drifts.filter(({ at }) => at === nights.length - 1);
  const message = told.map((drift) => driftWords(series, drift, nights)).join("; ");
  const fault: Fault = { as: strict ? "failure" : "skipped", type: "drift", message };
  return { of: "", name: `${series.name} does not drift`, fault: told.length === 0 ? null : fault };
}
