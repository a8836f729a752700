import { z } from "zod";
import { integer } from "../../../scenarios/language/index.js";
import { type Calendar, CronSchedule, cron } from "../../../workload/cron.js";
import { timezone } from "../../../workload/zone.js";
import { type Decision, definePolicy, type FleetView, none, type ScheduledPolicy } from "../policy.js";

const bounds = z
  .strictObject({ min: integer().optional(), max: integer().optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, "min, max or both")
  .refine(({ min = 0, max = Number.POSITIVE_INFINITY }) => min <= max, "a min that is not above max");

const shape = z.strictObject({
  kind: z.literal("scheduled"),
  cron,
  /** The zone of the cron expression; the clock's where it is left out (AWS itself assumes UTC). */
  timezone: timezone().optional(),
  bounds,
});

type ScheduledConfig = z.output<typeof shape>;

/** Moves the bounds of a service by the clock, as a scheduled action of Application Auto Scaling does. */
export const scheduled = definePolicy({
  kind: "scheduled",
  about: "Moves the bounds by the clock; capacity follows at once where it stands outside of them.",
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
