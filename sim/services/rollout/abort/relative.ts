import { z } from "zod";
import { duration, integer, ratio } from "../../../../scenarios/language/index.js";
import { spell } from "../../../../scenarios/language/spelling.js";
import { minute } from "../../../../scenarios/language/units/time.js";
import { findServiceMetric } from "../../../facts/service-metrics.js";
import { defineAbort } from "./rule.js";

export const relative = defineAbort({
  kind: "relative",
  about: "A latency of the canary over that of the baseline in the same minutes: how much it may be above it.",
  shape: z.strictObject({
    metric: z
      .enum(["p50", "p90", "p95", "p99", "p999"])
      .prefault("p99")
      .describe("The latency quantile that is compared with the baseline's."),
    rise: ratio({ min: 0, max: 100 }).describe("How much higher it may be, as a share of the baseline's."),
    over: duration({ min: minute, max: 86_400_000_000 })
      .prefault("5m")
      .describe("The minutes in which both are measured."),
    answersMin: integer({ min: 1 })
      .prefault(100)
      .describe("Nothing is decided on fewer answers of either revision in that time."),
  }),
  create: ({ metric, rise, over, answersMin }) => {
    const p = findServiceMetric(metric)!.quantile!;
    const window = Math.ceil(over / minute);
    return {
      text: `${metric} <= baseline + ${spell.percent(rise)} over ${spell.time(over)}`,
      window,
      isBroken(view) {
        const [canary, baseline] = [view.latencies("canary", window), view.latencies("baseline", window)];
        if (view.minutes.length < window || Math.min(canary.count, baseline.count) < answersMin) return false;
        return canary.quantile(p) > baseline.quantile(p) * (1 + rise);
      },
    };
  },
});
