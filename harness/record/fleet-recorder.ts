import { minute } from "../../scenarios/language/units/time.js";
import type { ScalingActivity } from "../../sim/facts/aspects/scaling.js";
import { type CpuUse, utilization } from "../../sim/facts/cpu-use.js";
import type { FleetMinutes, FleetSeries } from "./fleet-series.js";

/** What one look at a service showed. */
export interface Sighting {
  readonly desired: number;
  readonly running: number;
  readonly spot: number;
  /** Null when CPU cannot be seen. */
  readonly cpu: CpuUse | null;
}

/** Combines successive looks at a fleet into values per minute. */
export class FleetRecorder {
  readonly #minutes: number;
  readonly #services: ReadonlyMap<string, ServiceBook>;

  /** `duration` is the length of the reported time, in microseconds. */
  constructor(services: readonly string[], duration: number) {
    this.#minutes = Math.ceil(duration / minute);
    this.#services = new Map(services.map((name) => [name, new ServiceBook()]));
  }

  /** Takes in a look at `now`, in microseconds since clock.start. Looks come in order of time, warm-up included. */
  observe(now: number, service: string, sighting: Sighting): void {
    this.#services.get(service)?.observe(now, sighting);
  }

  /** Numbers of running tasks by service at the last look; null before the first. */
  get running(): Readonly<Record<string, number>> | null {
    const seen = [...this.#services].flatMap(([name, { last }]) => (last === null ? [] : [[name, last.running]]));
    return seen.length === 0 ? null : Object.fromEntries(seen);
  }

  series(): FleetSeries {
    const services = [...this.#services].map(([name, book]) => [name, book.minutes(this.#minutes)] as const);
    return { services: Object.fromEntries(services), events: [] };
  }
}

interface TimedSighting extends Sighting {
  readonly now: number;
}

class ServiceBook {
  last: TimedSighting | null = null;
  readonly #activities: ScalingActivity[] = [];
  /**
   * Looks by reported minute, with the one just before the minute: CPU is what was used between the first and the last.
   */
  readonly #looks = new Map<number, TimedSighting[]>();

  observe(now: number, sighting: Sighting): void {
    const { last } = this;
    const look = { ...sighting, now };
    this.last = look;
    if (now < 0) return;
    if (last !== null && last.desired !== look.desired) {
      this.#activities.push({ at: now, from: last.desired, to: look.desired, cause: "seen", dynamic: true });
    }
    const at = Math.floor(now / minute);
    const looks = this.#looks.get(at);
    if (looks === undefined) this.#looks.set(at, last === null ? [look] : [last, look]);
    else looks.push(look);
  }

  minutes(count: number): FleetMinutes {
    const column = (value: (looks: readonly TimedSighting[]) => number) =>
      Float64Array.from({ length: count }, (_, at) => value(this.#looks.get(at) ?? []));
    return {
      desired: column((looks) => mean(looks, (at) => at.desired)),
      running: column((looks) => mean(looks, (at) => at.running)),
      spot: column((looks) => mean(looks, (at) => at.spot)),
      cpu: column(cpuBetween),
      activities: this.#activities,
      tasksLost: {},
    };
  }
}

/** The mean over the looks; NaN when there are none. */
function mean(looks: readonly TimedSighting[], value: (look: TimedSighting) => number): number {
  return looks.reduce((sum, look) => sum + value(look), 0) / looks.length;
}

/** Used CPU divided by reserved CPU from the first look to the last; NaN when CPU was not seen twice. */
function cpuBetween(looks: readonly TimedSighting[]): number {
  const [first, last] = [looks.at(0)?.cpu, looks.at(-1)?.cpu];
  return first && last ? utilization(last, first) : Number.NaN;
}
