import type { z } from "zod";
import type { Clock } from "./clock.js";
import { CronSchedule, cron } from "./cron.js";
import { instant, instantOf } from "./instant.js";

/** When something happens: once (`at`), again and again by the clock (`cron`), or both. */
export const momentKeys = { at: instant().optional(), cron: cron.optional() };

/** What is written under those keys. */
export type Moments = Partial<Record<"lasts", number>> & z.output<z.ZodObject<typeof momentKeys>>;

/** For a refinement: a moment is needed. */
export const hasMoment = ({ at, cron }: { at?: unknown; cron?: unknown }) => at !== undefined || cron !== undefined;

/** More often nothing happens in a run: each moment costs a tenth of a millisecond to find. */
export const momentsMost = 10_000;

/** The moments of which something is seen in the run or its warm-up, in their order; of very many the first. */
export function momentsOf({ at, cron, lasts = 0 }: Moments, clock: Clock): readonly number[] {
  const once = at === undefined ? [] : [instantOf(at, clock)];
  if (cron === undefined) return once;
  const schedule = new CronSchedule(cron, clock);
  const { from, to } = clock.horizon;
  const due: number[] = [];
  for (let next = schedule.nextAfter(from - lasts); next < to; next = schedule.nextAfter(next)) {
    if (due.push(next) >= momentsMost) break;
  }
  return [...new Set([...once, ...due])].sort((a, b) => a - b);
}
