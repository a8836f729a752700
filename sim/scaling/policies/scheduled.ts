import { z } from "zod";
import { integer } from "../../../scenarios/language/index.js";
import { type Calendar, CronSchedule, cron } from "../../../workload/cron.js";
import { timezone } from "../../../workload/zone.js";
import { type Decision, definePolicy, type FleetView, none, type ScheduledPolicy } from "../policy.js";

const bounds = z
  .strictObject({
    min: integer()
      .optional()
      .meta({ description: "The fewest tasks from then on; left out, as before.", aws: "MinCapacity" }),
    max: integer()
      .optional()
      .meta({ description: "The most tasks from then on; left out, as before.", aws: "MaxCapacity" }),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, "min, max or both")
  .refine(({ min = 0, max = Number.POSITIVE_INFINITY }) => min <= max, "a min that is not above max");

const about = "Moves the bounds by the clock; capacity follows at once where it stands outside of them.";

const shape = z.strictObject({
  kind: z.literal("scheduled").describe(about),
  cron: cron.meta({ description: "When the scheduled action takes place, as a cron expression.", aws: "Schedule" }),
  timezone: timezone().optional().meta({
    description: "The time zone of the cron expression; left out, the clock's (AWS itself assumes UTC).",
    aws: "Timezone",
  }),
  bounds: bounds.meta({ description: "The bounds from then on.", aws: "ScalableTargetAction" }),
});

type ScheduledConfig = z.output<typeof shape>;

/** Moves the bounds of a service by the clock, as a scheduled action of Application Auto Scaling does. */
export const scheduled = definePolicy({
  kind: "scheduled",
  about,
  shape,
  create: (config, calendar) => new ScheduledAction(config, calendar),
});

class ScheduledAction implements ScheduledPolicy {
  readonly scaling = "scheduled";
  readonly name: string;
  readonly #schedule: CronSchedule;
  readonly #decision: Decision;

  constructor({ cron, timezone, bounds: { min, max } }: ScheduledConfig, { startEpochMs, ...calendar }: Calendar) {
    this.#schedule = new CronSchedule(cron, { startEpochMs, timezone: timezone ?? calendar.timezone });
    this.#decision = { kind: "bounds", min: min ?? null, max: max ?? null, reason: `scheduled action ${cron}` };
    this.name = `scheduled ${cron}`;
  }

  decide({ since, now }: FleetView): Decision {
    return this.#schedule.nextAfter(since) <= now ? this.#decision : none("not due");
  }

  nextAt(now: number): number {
    return this.#schedule.nextAfter(now);
  }
}
