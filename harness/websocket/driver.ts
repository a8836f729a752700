import { zeros } from "../../sim/outcome/record.js";
import type { Driver, DriverContext } from "../generator/driver.js";
import { checkLimits, machineLimits } from "../machine-limits.js";
import type { Planned, PlannedSession } from "../plan/planned.js";
import { closeTimeout } from "./connection.js";
import { socketCounters } from "./counters.js";
import { DueTimes } from "./due-times.js";
import { compileHandshake, type Handshake, type HandshakeSubject, probe, sessionSubject } from "./handshake.js";
import { MessageEnds, type OpenMessage } from "./message-ends.js";
import type { DriverParts } from "./parts.js";
import { Session } from "./session.js";
import { Slots } from "./slots.js";

/** Makes the driver that holds WebSocket sessions with one service's target, on `ws`. */
export function createSocketDriver(context: DriverContext): Driver {
  return new SocketDriver(context);
}

class SocketDriver implements Driver {
  readonly counters = zeros(socketCounters);
  readonly #context: DriverContext;
  readonly #handshakes: ReadonlyMap<string, (subject: HandshakeSubject) => Handshake>;
  readonly #sessions = new Map<string, Session>();
  readonly #parts: DriverParts;

  constructor(context: DriverContext) {
    const now = () => context.now();
    this.#context = context;
    this.#handshakes = new Map(
      [...context.templates.keys()].map((demand) => [demand, compileHandshake(context, demand)]),
    );
    this.#parts = {
      context,
      counters: this.counters,
      slots: new Slots(context.connections),
      ends: new MessageEnds(context),
      deadlines: new DueTimes<OpenMessage>(now, (message) => this.#sessionOf(message.planned).expire(message)),
      heartbeats: new DueTimes(now, (connection) => connection.beat()),
      closing: new DueTimes(now, (connection) => connection.cut()),
      handshake: (session) => this.#handshakes.get(session.demand)!(sessionSubject(session)),
      finished: (session) => this.#sessions.delete(keyOf(session)),
    };
  }

  get inFlight(): number {
    return this.#parts.ends.inFlight;
  }

  /** Checks the limits of this machine, and that the target accepts each demand's handshake. */
  async open(): Promise<void> {
    checkLimits(this.#context.connections, machineLimits());
    for (const [demand, handshake] of this.#handshakes)
      await probe(this.#context.target, handshake({ id: `probe/${demand}`, number: 0, compression: false }));
  }

  release(planned: Planned): void {
    if (planned.kind === "session") this.#begin(planned);
    else if (planned.kind === "message") this.#sessionOf(planned).release(planned);
    else throw new Error(`a request of ${planned.demand} was released to the driver of sessions`);
  }

  async close(grace: number): Promise<void> {
    const { ends, slots, deadlines, heartbeats, closing } = this.#parts;
    await ends.allEnded(grace);
    for (const session of this.#sessions.values()) session.end();
    await slots.allReleased(2 * closeTimeout);
    for (const due of [deadlines, heartbeats, closing]) due.stop();
  }

  #begin(planned: PlannedSession): void {
    const session = new Session(planned, this.#parts);
    this.#sessions.set(keyOf(planned), session);
    session.begin();
  }

  #sessionOf(planned: { readonly demand: string; readonly session: number }): Session {
    const session = this.#sessions.get(keyOf(planned));
    if (session === undefined) throw new Error(`no session ${keyOf(planned)} was planned before its message`);
    return session;
  }
}

function keyOf({ demand, session }: { readonly demand: string; readonly session: number }): string {
  return `${demand}/${session}`;
}
