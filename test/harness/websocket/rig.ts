import type { Driver, DriverContext } from "../../../harness/generator/driver.js";
import type { PlannedMessage, PlannedSession } from "../../../harness/plan/planned.js";
import { type Ending, endings, type RequestEnd } from "../../../harness/record/ending.js";
import { createSocketDriver } from "../../../harness/websocket/index.js";
import { createRequestClass } from "../../../workload/requests.js";
import { sessionShape } from "../../../workload/sessions.js";
import { Tables } from "../../../workload/tables.js";
import { requestTemplateShape, stagingShape } from "../../../workload/target.js";

/** What a test changes from the usual; as a scenario writes it. */
export interface RigOptions {
  readonly session?: Readonly<Record<string, unknown>>;
  readonly timeout?: string;
  readonly http?: Readonly<Record<string, unknown>>;
  readonly connections?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A driver on a real target, with work planned by hand, and how its messages ended. */
export class Rig {
  readonly driver: Driver;
  /** Endings by message id; a list, since the test checks that each message ends only once. */
  readonly ends = new Map<string, RequestEnd[]>();
  #planned = 0;
  #began = performance.now();
  readonly #config;
  readonly #class;

  constructor(target: URL, { session = {}, timeout, http = {}, connections = 100, environment = {} }: RigOptions = {}) {
    const message = { steps: [{ cpu: "1ms" }, { wait: "2ms" }], writes: 1, timeout };
    this.#config = sessionShape.parse({ message, ...session });
    this.#class = createRequestClass({ name: "message", weight: 1, ...this.#config.message }, 1, new Tables(noFile));
    const context: DriverContext = {
      service: "sockets",
      target,
      seed: 1,
      now: () => this.now(),
      recorder: { record: ({ id }, end) => this.#record(id, end) },
      templates: new Map([["turns", requestTemplateShape.parse(http)]]),
      tables: new Tables(noFile),
      environment,
      connections,
      opening: 0,
      staging: stagingShape.parse({}),
    };
    this.driver = createSocketDriver(context);
  }

  /** The time in microseconds. */
  now(): number {
    return Math.floor((performance.now() - this.#began) * 1_000);
  }

  /** Sets time zero to now. */
  begin(): void {
    this.#began = performance.now();
  }

  session(session = 0): void {
    this.driver.release(this.plannedSession(session, this.now()));
  }

  /** Releases a message of a session and returns its id. */
  message(index: number, place: { readonly session?: number; readonly last?: boolean } = {}): string {
    const planned = this.plannedMessage(index, { session: 0, last: false, dueAt: this.now(), ...place });
    this.driver.release(planned);
    return planned.id;
  }

  plannedSession(session: number, dueAt: number): PlannedSession {
    return { kind: "session", dueAt, demand: "turns", service: "sockets", session, config: this.#config };
  }

  plannedMessage(
    index: number,
    place: { readonly session: number; readonly last: boolean; readonly dueAt: number },
  ): PlannedMessage {
    return {
      kind: "message",
      demand: "turns",
      service: "sockets",
      id: `turns-${place.session}-${index}`,
      ordinal: this.#planned++,
      class: this.#class,
      work: [
        { kind: "cpu", duration: 1_000 },
        { kind: "wait", duration: 2_000 },
      ],
      ...place,
    };
  }

  /** Resolves to the only ending of a message, when it has come. */
  async end(id: string): Promise<RequestEnd> {
    await this.until(() => this.ends.has(id));
    const [end, ...others] = this.ends.get(id)!;
    if (others.length > 0) throw new Error(`${id} ended more than once`);
    return end;
  }

  /** Resolves when a condition holds; it is checked every few milliseconds. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = setInterval(() => {
        if (!condition()) return;
        clearInterval(look);
        resolve();
      }, 5);
    });
  }

  /** Number of messages that ended in each way. */
  counts(): Readonly<Record<Ending, number>> {
    const counts = Object.fromEntries(endings.map((ending) => [ending, 0])) as Record<Ending, number>;
    for (const ends of this.ends.values()) for (const { ending } of ends) counts[ending]++;
    return counts;
  }

  #record(id: string, end: RequestEnd): void {
    this.ends.set(id, [...(this.ends.get(id) ?? []), end]);
  }
}

function noFile(path: string): string {
  throw new Error(`no file ${path} belongs to this test`);
}
