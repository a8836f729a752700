import { z } from "zod";
import { duration, ratio } from "../../../../scenarios/language/index.js";
import { spell } from "../../../../scenarios/language/spelling.js";
import { minute } from "../../../../scenarios/language/units/time.js";
import { defineAbort } from "./rule.js";

export const interruptions = defineAbort({
  kind: "interruptions",
  about: "How many of the canary's Spot tasks are told to go within a time.",
  shape: z.strictObject({
    share: ratio({ max: 1 }).describe(
      "Interrupted Spot tasks above which the canary ends, as a share of the most that it had in that time.",
    ),
    within: duration({ min: minute, max: 86_400_000_000 })
      .prefault("10m")
      .describe("The time in which interruptions are counted."),
  }),
  create: ({ share, within }) => {
    const window = Math.ceil(within / minute);
    return {
      text: `interruptions <= ${spell.percent(share)} of Spot tasks within ${spell.time(within)}`,
      window,
      isBroken(view) {
        const { spot } = view.facts.canary.minutes;
        const most = Math.max(0, ...view.minutes.slice(-window - 1).map((at) => spot[at]));
        return most > 0 && view.interruptions(window) > share * most;
      },
    };
  },
});
