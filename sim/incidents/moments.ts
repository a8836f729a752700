import type { z } from "zod";
import { instant, instantOf } from "../../workload/instant.js";
import { CronSchedule } from "../scaling/cron.js";
import { cron } from "../scaling/policies/scheduled.js";
import type { IncidentContext } from "./incident.js";

/** When something happens: once (`at`) or by the clock (`cron`). */
export const momentKeys = { at: instant().optional(), cron: cron.optional() };

/** For a refinement: a moment is needed. */
export const hasMoment = ({ at, cron }: { at?: unknown; cron?: unknown }) => at !== undefined || cron !== undefined;

/** Runs an action at each moment of the run. */
export function atMoments(
  moments: z.output<z.ZodObject<typeof momentKeys>>,
  { simulation, clock }: IncidentContext,
  name: string,
  action: () => void,
): void {
  const alarm = simulation.alarm(name, () => {
    action();
    ringNext();
  });
  const schedule = moments.cron === undefined ? null : new CronSchedule(moments.cron, clock);
  const ringNext = () => {
    const next = schedule?.nextAfter(simulation.now) ?? Infinity;
    simulation.ring(alarm, next - simulation.now);
  };
  if (moments.at === undefined) ringNext();
  else simulation.ring(alarm, Math.max(0, instantOf(moments.at, clock) - simulation.now));
}
