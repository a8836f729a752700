import type { CpuDiscipline } from "../../sim/cpu/index.js";

/** A CPU step of `work` vCPU-microseconds that arrives `gap` microseconds after the one before. */
export interface Job {
  readonly gap: number;
  readonly work: number;
}

/** Lets jobs come and go as the engine would; gives the instant at which each was finished, in order of arrival. */
export function serve(cpu: CpuDiscipline, jobs: readonly Job[]): number[] {
  const finishes: number[] = [];
  const finishUntil = (end: number) => {
    for (let at = cpu.nextAt(); at <= end && at !== Infinity; at = cpu.nextAt()) finishes[cpu.take(at)] = at;
  };
  let now = 0;
  for (const [request, { gap, work }] of jobs.entries()) {
    now += gap;
    finishUntil(now);
    cpu.add(now, request, work);
  }
  finishUntil(Infinity);
  return finishes;
}

/** Instants of arrival. */
export function arrivals(jobs: readonly Job[]): number[] {
  let now = 0;
  return jobs.map(({ gap }) => (now += gap));
}
