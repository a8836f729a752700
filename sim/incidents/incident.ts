import type { z } from "zod";
import type { Clock } from "../../workload/clock.js";
import { momentsOf, type When } from "../../workload/when.js";
import type { Simulation } from "../engine/simulation.js";
import type { Service } from "../services/service.js";
import type { Runbooks } from "./runbooks.js";

/** What an incident may act on. */
export interface IncidentContext {
  readonly simulation: Simulation;
  readonly clock: Clock;
  readonly services: ReadonlyMap<string, Service>;
  readonly journal: (service: string, kind: string, message: string) => void;
  /** Whoever acts when an objective is broken. */
  readonly runbooks: Runbooks;
}

/** A kind of incident: its name, its keys, and how it is put on the run's timeline. */
export interface IncidentKind<S extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: string;
  readonly about: string;
  readonly shape: z.ZodObject<S, z.core.$strict>;
  /** Left out by kinds that are compiled into the demand or the Spot market. */
  schedule?(config: z.output<z.ZodObject<S, z.core.$strict>>, context: IncidentContext): void;
}

/** Ties the keys of an incident to its behaviour. */
export function defineIncident<const K extends string, S extends z.ZodRawShape>(
  incident: IncidentKind<S> & { readonly kind: K },
): IncidentKind<S> & { readonly kind: K } {
  return incident;
}

/** Does something at each moment of the run; at once where it began before the run and is still on. */
export function atMoments(
  moments: When,
  { simulation, clock }: IncidentContext,
  name: string,
  action: (at: number) => void,
): void {
  const due = momentsOf(moments, clock);
  let next = 0;
  const alarm = simulation.alarm(name, () => {
    action(due[next++]);
    ringNext();
  });
  const ringNext = () => simulation.ring(alarm, Math.max(0, (due[next] ?? Infinity) - simulation.now));
  ringNext();
}

/** Does something once at an instant of the run. */
export function once(simulation: Simulation, name: string, instant: number, action: () => void): void {
  simulation.after(instant - simulation.now, simulation.event(name, action), 0);
}
