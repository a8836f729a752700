import type { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { minute } from "../../scenarios/language/units/time.js";
import type { Clock } from "../../workload/clock.js";
import { hasMoment } from "../../workload/when.js";
import type { Simulation } from "../engine/simulation.js";
import { breachShape, isBroken, type Objective } from "../outcome/index.js";
import type { Service } from "../services/service.js";

/** An incident comes when minutes of a service break an objective, as somebody with a runbook would act. */
export const breachKeys = {
  onBreach: breachShape
    .optional()
    .describe(
      "It comes at the end of the first minute that breaks this objective; with for, of so many minutes on end.",
    ),
  rearmAfter: duration({ min: minute })
    .optional()
    .describe("So long after it came it may come again, by minutes of that time; left out, it comes once."),
};

type Breach = z.output<z.ZodObject<typeof breachKeys>>;

/** For a refinement: an incident needs a moment or a breach. */
export const hasCause = (keys: { at?: unknown; cron?: unknown; onBreach?: unknown }) =>
  hasMoment(keys) || keys.onBreach !== undefined;

/** For a refinement: only an incident that waits for a breach can be rearmed. */
export const waitsAgain = ({ onBreach, rearmAfter }: { onBreach?: unknown; rearmAfter?: unknown }) =>
  rearmAfter === undefined || onBreach !== undefined;

/** Number of consecutive minutes that break an objective which an incident waits for. */
export function minutesOfBreach({ sustained }: Objective): number {
  return sustained === null ? 1 : Math.ceil(sustained / minute);
}

interface Runbook {
  readonly objective: Objective;
  /** Minutes until it may act again; infinite where it acts once. */
  readonly rearmAfter: number;
  readonly name: string;
  readonly act: () => void;
  /** The first minute that counts. */
  since: number;
}

/** Looks at the end of each reported minute whether a service breaks what an incident waits for, and lets it come. */
export class Runbooks {
  readonly #simulation: Simulation;
  readonly #clock: Clock;
  readonly #services: ReadonlyMap<string, Service>;
  readonly #journal: (service: string, kind: string, message: string) => void;
  readonly #runbooks: Runbook[] = [];

  constructor(
    simulation: Simulation,
    clock: Clock,
    services: ReadonlyMap<string, Service>,
    journal: (service: string, kind: string, message: string) => void,
  ) {
    this.#simulation = simulation;
    this.#clock = clock;
    this.#services = services;
    this.#journal = journal;
  }

  /** Acts when the breach comes that an incident waits for; never where it waits for none. */
  onBreach(
    { onBreach: objective, rearmAfter = Number.POSITIVE_INFINITY }: Breach,
    name: string,
    act: () => void,
  ): void {
    if (objective === undefined) return;
    this.#runbooks.push({ objective, rearmAfter: Math.ceil(rearmAfter / minute), name, act, since: 0 });
  }

  /** To be called after services have begun, since alarms of one instant ring in the order of their creation. */
  begin(): void {
    if (this.#runbooks.length === 0) return;
    const simulation = this.#simulation;
    const alarm = simulation.alarm("runbooks", () => {
      this.#look(Math.round(simulation.now / minute));
      ringNext();
    });
    const ringNext = () => {
      const next = Math.max(0, simulation.now) + minute;
      if (next < this.#clock.duration) simulation.ring(alarm, next - simulation.now);
    };
    ringNext();
  }

  /** Checks breaches when `over` minutes are over. */
  #look(over: number): void {
    for (const runbook of this.#runbooks) {
      const { objective, rearmAfter, name, act } = runbook;
      const length = minutesOfBreach(objective);
      if (over - length < runbook.since) continue;
      const service = serviceOf(objective);
      const last = Array.from({ length }, (_, index) => over - length + index);
      if (!isBroken(objective, this.#services.get(service)!.soFar, last)) continue;
      runbook.since = over + rearmAfter;
      this.#journal(service, "runbook", `broken: ${objective.text}; the runbook sets off a ${name}`);
      act();
    }
  }
}

/** The service whose minutes an incident waits for. */
export function serviceOf({ subject }: Objective): string {
  if (subject.kind !== "service" || subject.service === null) throw new Error("a breach is of a service");
  return subject.service;
}
