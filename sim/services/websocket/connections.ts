import type { Demand } from "../../../workload/demand.js";
import { reconnectPause } from "../../../workload/reconnects.js";
import type { SessionConfig, SessionTimeline } from "../../../workload/sessions.js";
import type { EventKind, Simulation } from "../../engine/simulation.js";
import { type Cause, DEGRADED, DONE, type End, NO_CAPACITY, QUEUE_FULL, TASK_LOST, TIMEOUT } from "../../facts/ends.js";
import type { LoadBalancer } from "../../targets/index.js";
import type { Ways } from "../../work/calls.js";
import { type Servers, SILENT } from "../../work/servers.js";
import type { Caller } from "../../work/station.js";
import type { Messages } from "./messages.js";
import type { SessionRecorder } from "./session-recorder.js";
import { NONE, type SessionTable, State } from "./session-table.js";

/** The sessions of one demand, as a service keeps them; times in microseconds. */
export interface KeptDemand {
  readonly demand: Demand;
  readonly config: SessionConfig;
  /** Index of its message in the class table. */
  readonly firstClass: number;
  /** Something passes on a connection at least so often, whatever is said. */
  readonly heartbeat: number;
  /** A connection on which nothing passes for so long is closed. */
  readonly idleTimeout: number;
  /** Memory that a task uses for a connection. */
  readonly memoryMib: number;
}

/** The path that works on messages. */
interface MessagePath {
  deliver(row: number, task: number): void;
  forsake(row: number, cause: Cause): void;
}

/** What connections are created from. */
export interface ConnectionsParts {
  readonly simulation: Simulation;
  /** Seed of the clients' draws. */
  readonly seed: number;
  readonly kept: readonly KeptDemand[];
  readonly table: SessionTable;
  readonly recorder: SessionRecorder;
  readonly balancer: LoadBalancer;
  readonly servers: Servers;
  readonly messages: Messages;
  readonly path: MessagePath;
  readonly ways: Ways;
  readonly connectionsPerTask: number;
  /** The balancer answers 504 when it could not connect to a silent task for this long. */
  readonly connectTimeout: number;
  /** A task that was told to stop has no connection left. */
  readonly taskIdle: (task: number) => void;
  readonly outOfMemory: (task: number) => void;
}

/**
 * Opens the connections of sessions, holds each at one task for its life, and opens them again when they are lost, as their
 * sessions' policies say. What nobody looks at is not simulated: heartbeats and idle timeouts are worked out where they matter.
 */
export class Connections implements Caller {
  readonly #parts: ConnectionsParts;
  readonly #table: SessionTable;
  readonly #messages: Messages;
  readonly #recorder: SessionRecorder;
  /** The way by which it is told the ends of messages. */
  readonly #way: number;
  /** By demand: rows of the sessions that are not over, by session number. */
  readonly #rows: readonly Map<number, number>[];
  readonly #reconnect: EventKind;
  readonly #noConnection: EventKind;
  readonly #idle: EventKind;
  readonly #noticed: EventKind;
  readonly #drained: EventKind;
  readonly #empty: EventKind;
  /** By task: above 0 where it takes no connection: the cause plus one, or SILENT. */
  readonly #refuses: number[] = [];
  /** By task: whether it closes each connection as soon as no reply is awaited on it, and stops after the last. */
  readonly #closes: boolean[] = [];
  readonly #leaves: boolean[] = [];

  constructor(parts: ConnectionsParts) {
    const { simulation, kept, table, messages, recorder } = parts;
    this.#parts = parts;
    this.#table = table;
    this.#messages = messages;
    this.#recorder = recorder;
    this.#way = parts.ways.addDrawn(this);
    this.#rows = kept.map(() => new Map());
    const happens = (name: string, act: (session: number) => void) =>
      simulation.event(name, (session) => {
        table.pending[session]--;
        act(session);
        table.freeIfDone(session);
      });
    this.#reconnect = happens("reconnect", (session) => this.#onPauseOver(session));
    this.#noConnection = happens("connect timed out", (session) => this.#onNoConnection(session));
    this.#idle = happens("idle connection", (session) => this.#onIdle(session));
    this.#noticed = happens("missed heartbeat", (session) => this.#onNoticed(session));
    this.#drained = happens("connection drained", (session) => this.#onDrained(session));
    this.#empty = simulation.event("last connection closed", (task) => this.#onEmpty(task));
  }

  /** Takes in the sessions of a demand from now on. */
  open(demand: Demand): void {
    const { simulation, kept } = this.#parts;
    const index = kept.findIndex((each) => each.demand === demand);
    const timeline = demand.sessions!.timeline();
    const alarm = simulation.alarm(`sessions of ${demand.name}`, () => {
      this.#onMoment(index, timeline);
      simulation.ring(alarm, timeline.nextAt - simulation.now);
    });
    simulation.ring(alarm, timeline.nextAt - simulation.now);
  }

  /** For each session without a connection: the time since which it has had none. */
  outages(): readonly number[] {
    const since: number[] = [];
    this.#table.forEach((session) => {
      const outSince = this.#table.outSince[session];
      if (this.#table.state[session] !== State.LOST && !Number.isNaN(outSince)) since.push(outSince);
    });
    return since;
  }

  /** A task is up; it takes connections when the balancer sends them. */
  taskOpens(task: number): void {
    this.#table.openTask(task);
    this.#refuses[task] = 0;
    this.#closes[task] = false;
    this.#leaves[task] = false;
  }

  /** The task is gone, and every connection with it. */
  taskLoses(task: number, cause: Cause): void {
    this.#refuses[task] = cause + 1;
    this.#table.forEachAt(task, (session) => this.#lose(session, cause));
  }

  /** The balancer closes what it still has open to a task. */
  taskCut(task: number, cause: Cause): void {
    this.#table.forEachAt(task, (session) => this.#lose(session, cause));
  }

  /**
   * The task takes no more connections, closes those on which no reply is awaited, each other one when its replies are done, and
   * ends with the last. Says whether there is none.
   */
  taskDrains(task: number, cause: Cause): boolean {
    this.#refuses[task] = cause + 1;
    this.#closes[task] = true;
    this.#leaves[task] = true;
    this.#table.forEachAt(task, (session) => {
      if (this.#table.awaited[session] === 0) this.#lose(session, cause);
    });
    return this.#table.openAt(task) === 0;
  }

  /** The task goes on and ends with its last connection. Says whether there is none. */
  taskServesRest(task: number): boolean {
    this.#leaves[task] = true;
    return this.#table.openAt(task) === 0;
  }

  /** Nothing of the task answers any more; clients find out by a heartbeat that is not answered until the next is due. */
  taskHangs(task: number): void {
    const { simulation } = this.#parts;
    const { openedAt, outSince } = this.#table;
    this.#refuses[task] = SILENT;
    this.#table.forEachAt(task, (session) => {
      const { heartbeat } = this.#keptOf(session).config;
      const open = simulation.now - openedAt[session];
      const missed = Math.max(1, Math.ceil(open / heartbeat));
      this.#recorder.disconnected();
      this.#table.hang(session);
      outSince[session] = simulation.now;
      this.#after((missed + 1) * heartbeat - open, this.#noticed, session);
    });
  }

  /** The task is deregistered: the balancer counts nothing at it any more, though clients may still wait. */
  taskForgotten(task: number): void {
    this.#table.forEachAt(task, (session) => this.#release(session));
  }

  ended(row: number, end: End): void {
    const table = this.#table;
    const session = this.#messages.leave(row);
    const isOpen = table.state[session] === State.OPEN;
    if (isOpen && (end === DONE || end === DEGRADED || end === QUEUE_FULL)) {
      table.passedAt[session] = this.#parts.simulation.now;
    }
    if (table.awaited[session] > 0) return;
    if (table.hasLast[session] === 1) this.#finish(session);
    else if (isOpen && this.#closes[table.task[session]]) this.#after(0, this.#drained, session);
  }

  waits(): boolean {
    return true;
  }

  stands(): void {}

  #onMoment(index: number, timeline: SessionTimeline): void {
    const { session: number, message, isLast } = timeline.take();
    if (message === null) return this.#begin(index, number);
    const session = this.#rows[index].get(number)!;
    if (isLast) this.#table.hasLast[session] = 1;
    this.#send(session);
  }

  #begin(index: number, number: number): void {
    const session = this.#table.add(index, number);
    this.#rows[index].set(number, session);
    this.#recorder.came();
    this.#connect(session);
  }

  /** A message is sent, or waits until there is a connection. */
  #send(session: number): void {
    const table = this.#table;
    const { path } = this.#parts;
    const { demand, firstClass } = this.#keptOf(session);
    const row = this.#messages.come(session, demand, firstClass, this.#way);
    const state = table.state[session];
    if (state === State.OPEN) this.#deliver(session, row);
    else if (state === State.HUNG) this.#messages.send(row);
    else if (state === State.LOST) path.forsake(row, table.cause[session] as Cause);
  }

  #deliver(session: number, row: number): void {
    const { path, simulation } = this.#parts;
    this.#messages.send(row);
    this.#table.passedAt[session] = simulation.now;
    this.#recorder.sent();
    path.deliver(row, this.#table.task[session]);
  }

  /** The balancer chooses a task, once for the life of the connection. */
  #connect(session: number): void {
    const table = this.#table;
    const { simulation, balancer, connectionsPerTask, connectTimeout } = this.#parts;
    this.#recorder.tries(table.attempts[session]++ === 0);
    const task = balancer.take(simulation.now);
    if (task < 0) return this.#refuse(session, NO_CAPACITY);
    table.node[session] = balancer.node;
    const refuses = this.#refuses[task];
    if (refuses === SILENT) {
      table.attach(session, task, State.CONNECTING);
      if (Number.isNaN(table.outSince[session])) table.outSince[session] = simulation.now;
      return this.#after(connectTimeout, this.#noConnection, session);
    }
    const isFull = table.openAt(task) >= connectionsPerTask;
    if (refuses === 0 && !isFull) return this.#stand(session, task);
    balancer.release(task, table.node[session]);
    this.#refuse(session, refuses > 0 ? ((refuses - 1) as Cause) : NO_CAPACITY);
  }

  /** The connection stands: what has waited for it is sent. */
  #stand(session: number, task: number): void {
    const table = this.#table;
    const { simulation, servers } = this.#parts;
    const { heartbeat, idleTimeout, memoryMib } = this.#keptOf(session);
    table.attach(session, task, State.OPEN);
    this.#recorder.connected(table.hasOpened[session] === 1, table.outSince[session]);
    table.hasOpened[session] = 1;
    table.failures[session] = 0;
    table.openedAt[session] = simulation.now;
    table.passedAt[session] = simulation.now;
    table.outSince[session] = Number.NaN;
    if (heartbeat >= idleTimeout && table.isWatched[session] === 0) this.#watch(session, idleTimeout);
    servers.heldMib[task] += memoryMib;
    if (servers.heldMib[task] > servers.memoryMib[task]) this.#parts.outOfMemory(task);
    this.#messages.forEach(session, (row) => this.#deliver(session, row));
  }

  #refuse(session: number, cause: Cause): void {
    const table = this.#table;
    this.#recorder.refused();
    if (Number.isNaN(table.outSince[session])) table.outSince[session] = this.#parts.simulation.now;
    this.#tryAgain(session, cause);
  }

  /** The connection of a session is gone, and with it what it has sent; what has yet to be sent waits for the next. */
  #lose(session: number, cause: Cause): void {
    const table = this.#table;
    const { simulation, path } = this.#parts;
    if (table.state[session] === State.CONNECTING) return; // its time runs
    if (Number.isNaN(table.outSince[session])) table.outSince[session] = simulation.now;
    this.#release(session);
    table.state[session] = State.PAUSED;
    this.#recorder.lost();
    this.#messages.forEach(session, (row) => {
      if (!this.#messages.isSent(row)) return;
      this.#recorder.cutReply();
      path.forsake(row, cause);
    });
    if (table.state[session] === State.PAUSED) this.#tryAgain(session, cause);
  }

  #tryAgain(session: number, cause: Cause): void {
    const table = this.#table;
    const { demand, config } = this.#keptOf(session);
    table.cause[session] = cause;
    table.state[session] = State.PAUSED;
    const pause = reconnectPause(config.reconnect, ++table.failures[session], {
      seed: this.#parts.seed,
      demand: demand.name,
      session: table.number[session],
      attempt: table.attempts[session],
    });
    if (pause === null) this.#giveUp(session, cause);
    else this.#after(pause, this.#reconnect, session);
  }

  #giveUp(session: number, cause: Cause): void {
    const table = this.#table;
    table.state[session] = State.LOST;
    this.#recorder.gaveUp(table.outSince[session]);
    this.#messages.forEach(session, (row) => this.#parts.path.forsake(row, cause));
    if (table.state[session] === State.LOST && table.hasLast[session] === 1) this.#finish(session);
  }

  /** Nothing more comes from a session: its connection, where there is one, is closed. */
  #finish(session: number): void {
    const table = this.#table;
    const state = table.state[session];
    if (state === State.ENDED) return;
    if (state !== State.LOST) this.#recorder.closed(table.outSince[session]);
    if (state !== State.LOST && state !== State.PAUSED) this.#release(session);
    this.#rows[table.demand[session]].delete(table.number[session]);
    table.end(session);
  }

  /** Takes a session off its task. */
  #release(session: number): void {
    const table = this.#table;
    const { balancer, servers, simulation } = this.#parts;
    const task = table.task[session];
    if (task === NONE) return;
    const wasOpen = table.state[session] === State.OPEN;
    table.detach(session);
    balancer.release(task, table.node[session]);
    if (!wasOpen) return;
    this.#recorder.disconnected();
    servers.heldMib[task] -= this.#keptOf(session).memoryMib;
    if (this.#leaves[task] && table.openAt(task) === 0) simulation.after(0, this.#empty, task);
  }

  #onPauseOver(session: number): void {
    if (this.#table.state[session] === State.PAUSED) this.#connect(session);
  }

  #onNoConnection(session: number): void {
    if (this.#table.state[session] !== State.CONNECTING) return;
    this.#release(session);
    this.#refuse(session, TIMEOUT);
  }

  /** When anything passed last: a message, a reply, or a heartbeat before now; one that is due now comes too late. */
  #onIdle(session: number): void {
    const table = this.#table;
    const { now } = this.#parts.simulation;
    const { heartbeat, idleTimeout } = this.#keptOf(session);
    table.isWatched[session] = 0;
    if (table.state[session] !== State.OPEN) return;
    const openedAt = table.openedAt[session];
    const beatAt = openedAt + Math.max(0, Math.ceil((now - openedAt) / heartbeat) - 1) * heartbeat;
    const due = Math.max(beatAt, table.passedAt[session]) + idleTimeout;
    if (due > now) return this.#watch(session, due - now);
    this.#recorder.idled();
    this.#lose(session, TIMEOUT);
  }

  #onNoticed(session: number): void {
    if (this.#table.state[session] === State.HUNG) this.#lose(session, TASK_LOST);
  }

  #onDrained(session: number): void {
    const table = this.#table;
    const task = table.task[session];
    if (table.state[session] !== State.OPEN || table.awaited[session] > 0 || !this.#closes[task]) return;
    this.#lose(session, (this.#refuses[task] - 1) as Cause);
  }

  #onEmpty(task: number): void {
    if (this.#leaves[task] && this.#table.openAt(task) === 0) this.#parts.taskIdle(task);
  }

  #watch(session: number, delay: number): void {
    this.#table.isWatched[session] = 1;
    this.#after(delay, this.#idle, session);
  }

  #after(delay: number, event: EventKind, session: number): void {
    this.#table.pending[session]++;
    this.#parts.simulation.after(delay, event, session);
  }

  #keptOf(session: number): KeptDemand {
    return this.#parts.kept[this.#table.demand[session]];
  }
}
