import { z } from "zod";
import { number, ratio } from "../../../../scenarios/language/index.js";
import { spell } from "../../../../scenarios/language/spelling.js";
import { findServiceMetric } from "../../../facts/service-metrics.js";
import { ExceedanceTest, Histogram } from "../../../statistics/index.js";
import { type CanaryView, defineAbort } from "./rule.js";

export const exceedance = defineAbort({
  kind: "exceedance",
  about:
    "More of the canary's answers than of the baseline's exceed the baseline's quantile so far: a test that may run every minute. With independent requests, or the right `inflation`, its level bounds false alarms.",
  shape: z.strictObject({
    metric: z
      .enum(["p50", "p90", "p95", "p99", "p999"])
      .prefault("p99")
      .describe("The latency quantile of the baseline that answers are counted beyond."),
    level: ratio({ min: 0.0001, max: 0.5 })
      .prefault("5 %")
      .describe("The chance that an equal canary is ended, over the whole rollout."),
    inflation: number({ min: 1 })
      .prefault(1)
      .describe(
        "By how much dependence between requests multiplies the variance of their counts: sim canary measures it.",
      ),
  }),
  create: ({ metric, level, inflation }) => {
    const p = findServiceMetric(metric)!.quantile!;
    let minutes: readonly number[] = [];
    let seen = new Histogram();
    let test = new ExceedanceTest(1 - p, inflation);
    return {
      text: `share beyond the baseline's ${metric} <= ${Number((100 * (1 - p)).toFixed(2))} %, at a level of ${spell.percent(level)}`,
      window: 1,
      isBroken(view) {
        if (view.minutes[0] !== minutes[0]) {
          seen = new Histogram();
          test = new ExceedanceTest(1 - p, inflation);
        }
        const isNew = view.minutes.length > 0 && view.minutes.at(-1) !== minutes.at(-1);
        minutes = view.minutes;
        if (isNew) addMinute(test, view, seen, p);
        return test.evidence >= 1 / level;
      },
    };
  },
});

/** Adds the last minute to a test, against the quantile that the baseline has shown before, and then to what it has shown. */
function addMinute(test: ExceedanceTest, view: CanaryView, seen: Histogram, p: number): void {
  const [canary, baseline] = [view.latencies("canary", 1), view.latencies("baseline", 1)];
  if (seen.count > 0) {
    const limit = seen.quantile(p);
    const beyond = (told: Histogram) => ({ count: told.count, above: told.count - told.countAtMost(limit) });
    test.add(beyond(canary), beyond(baseline));
  }
  seen.merge(baseline.snapshot());
}
