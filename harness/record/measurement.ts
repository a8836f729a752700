import type { Recorder, ReleaseLog } from "../generator/driver.js";
import type { PlannedWork } from "../plan/planned.js";
import { ArrivalRecorder } from "./arrival-recorder.js";
import type { RequestEnd } from "./ending.js";
import type { LoadFacts } from "./load-facts.js";
import { ServiceRecorder } from "./service-recorder.js";
import type { GeneratorSnapshot, MeasuredSnapshot } from "./snapshot.js";

/** What a process knows besides how its requests ended. */
export interface Beside {
  /** Counters of the drivers, by service and name. */
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly generator: GeneratorSnapshot;
}

/**
 * Everything that one process measures. Only what was due in the reported time counts; memory does not grow with the
 * number of requests.
 */
export class Measurement implements Recorder, ReleaseLog {
  readonly #duration: number;
  readonly #services: ReadonlyMap<string, ServiceRecorder>;
  readonly #demands: ReadonlyMap<string, ArrivalRecorder>;
  /** Recorders of the demands that are measured separately, by demand, with the name used in snapshots. */
  readonly #apart: ReadonlyMap<string, { readonly subject: string; readonly book: ServiceRecorder }>;

  constructor({ duration, services, apart, demands }: LoadFacts) {
    this.#duration = duration;
    this.#services = new Map(services.map((service) => [service.name, new ServiceRecorder(service, duration)]));
    this.#apart = new Map(
      apart.map((facts) => {
        const demand = facts.name.slice(facts.name.indexOf("/") + 1);
        return [demand, { subject: facts.name, book: new ServiceRecorder(facts, duration) }];
      }),
    );
    this.#demands = new Map(demands.map((demand) => [demand.name, new ArrivalRecorder(demand, duration)]));
  }

  released(planned: PlannedWork, at: number): void {
    if (this.#isReported(planned)) this.#demands.get(planned.demand)!.released(planned.dueAt, at);
  }

  record(planned: PlannedWork, end: RequestEnd): void {
    if (!this.#isReported(planned)) return;
    this.#services.get(planned.service)!.record(planned, end);
    this.#apart.get(planned.demand)?.book.record(planned, end);
  }

  /** All measurements so far; taken about once a second. */
  snapshot({ counters, generator }: Beside): MeasuredSnapshot {
    const services = [...this.#services].map(([name, book]) => [name, book.snapshot(counters[name] ?? {})] as const);
    return {
      services: Object.fromEntries(services),
      apart: Object.fromEntries([...this.#apart.values()].map(({ subject, book }) => [subject, book.snapshot({})])),
      load: [...this.#demands.values()].map((book) => book.snapshot()),
      generator,
    };
  }

  #isReported({ dueAt }: PlannedWork): boolean {
    return dueAt >= 0 && dueAt < this.#duration;
  }
}
