import { Histogram } from "../../../sim/statistics/histogram.js";
import type { SessionMoment } from "../../../workload/index.js";

/** A small service of connections, in microseconds: one balancer that takes turns, tasks of a few slots, messages of one wait. */
export interface TwinService {
  readonly tasks: number;
  readonly slots: number;
  readonly queue: number;
  readonly connectionsPerTask: number;
  /** What a message takes, and how long its client waits for it. */
  readonly takes: number;
  readonly timeout: number;
  /** The pause after so many failures of a session that has tried so often; null for giving up. */
  pause(session: number, failures: number, attempts: number): number | null;
  /** A task that is gone from then on, with all that it holds. */
  readonly dies: { readonly task: number; readonly at: number };
  /** When the reported time is over; messages have their end after it. */
  readonly until: number;
}

interface Message {
  readonly due: number;
  readonly session: Session;
  sent: boolean;
  ended: boolean;
}

interface Session {
  readonly number: number;
  task: Task | null;
  attempts: number;
  failures: number;
  wasConnected: boolean;
  outSince: number | null;
  hasLast: boolean;
  state: "there" | "given up" | "over";
  open: Message[];
}

interface Task {
  readonly number: number;
  alive: boolean;
  sessions: Session[];
  working: Message[];
  waiting: Message[];
}

/** What the slow twin tells: the fields of a run that it knows, under the same names. */
export interface Told {
  readonly sessions: Record<string, number>;
  readonly failedBy: Record<"noCapacity" | "queueFull" | "timeout" | "taskLost", number>;
  readonly completed: number;
  readonly latency: Histogram;
}

/** Works such a service out in the plainest way: a list of what is yet to happen, searched for the earliest each time. */
export class SocketTwin {
  readonly #service: TwinService;
  readonly #tasks: Task[];
  readonly #yet: { at: number; act: () => void }[] = [];
  readonly #sessions: Session[] = [];
  readonly #triesBySecond = new Map<number, number>();
  readonly #answers = new Histogram();
  readonly #timeouts = new Histogram();
  readonly #count: Record<string, number> = {
    ...{ opened: 0, closed: 0, givenUp: 0, connects: 0, reconnectAttempts: 0, reconnects: 0 },
    ...{ refused: 0, lost: 0, messages: 0, cutReplies: 0, longestOutage: 0 },
  };
  readonly #failedBy = { noCapacity: 0, queueFull: 0, timeout: 0, taskLost: 0 };
  #turn = 0;
  #now = 0;

  constructor(service: TwinService, moments: readonly SessionMoment[]) {
    this.#service = service;
    this.#tasks = Array.from({ length: service.tasks }, (_, number) => ({
      ...{ number, alive: true, sessions: [], working: [], waiting: [] },
    }));
    for (const moment of moments) this.#at(moment.at, () => this.#moment(moment));
    this.#at(service.dies.at, () => this.#die(this.#tasks[service.dies.task]));
  }

  run(): Told {
    while (this.#yet.length > 0) {
      const next = this.#yet.reduce((first, each) => (each.at < first.at ? each : first));
      this.#yet.splice(this.#yet.indexOf(next), 1);
      this.#now = next.at;
      next.act();
      if (
        this.#yet.every(({ at }) => at > this.#service.until) &&
        this.#sessions.every(({ open }) => open.length === 0)
      )
        break;
    }
    for (const { outSince, state } of this.#sessions) {
      if (state === "there" && outSince !== null) this.#outage(outSince, this.#service.until);
    }
    const latency = Histogram.from(this.#answers.snapshot());
    latency.merge(this.#timeouts.snapshot());
    const peakReconnects = Math.max(0, ...this.#triesBySecond.values());
    return {
      sessions: { ...this.#count, peakReconnects },
      failedBy: this.#failedBy,
      completed: this.#answers.count,
      latency,
    };
  }

  #at(at: number, act: () => void): void {
    this.#yet.push({ at, act });
  }

  #add(name: string): void {
    if (this.#now <= this.#service.until) this.#count[name]++;
  }

  #outage(since: number, until = this.#now): void {
    if (until <= this.#service.until) this.#count.longestOutage = Math.max(this.#count.longestOutage, until - since);
  }

  #moment({ at, session: number, message, isLast }: SessionMoment): void {
    if (message === null) {
      const session: Session = {
        ...{ number, task: null, attempts: 0, failures: 0, wasConnected: false, outSince: null, hasLast: false },
        ...{ state: "there", open: [] },
      };
      this.#sessions[number] = session;
      this.#add("opened");
      return this.#connect(session);
    }
    const session = this.#sessions[number];
    session.hasLast ||= isLast;
    const due: Message = { due: at, session, sent: false, ended: false };
    session.open.push(due);
    this.#at(at + this.#service.timeout, () => this.#end(due, "timeout"));
    if (session.state === "given up")
      this.#end(due, session.wasConnected && session.task === null ? this.#lastCause(session) : "noCapacity");
    else if (session.task !== null) this.#send(due);
  }

  readonly #causes = new Map<Session, "taskLost" | "noCapacity">();

  #lastCause(session: Session): "taskLost" | "noCapacity" {
    return this.#causes.get(session)!;
  }

  #connect(session: Session): void {
    this.#add("connects");
    if (session.attempts++ > 0) {
      this.#add("reconnectAttempts");
      const second = Math.floor(this.#now / 1e6);
      if (this.#now <= this.#service.until) {
        this.#triesBySecond.set(second, (this.#triesBySecond.get(second) ?? 0) + 1);
      }
    }
    const alive = this.#tasks.filter((task) => task.alive);
    if (this.#turn >= alive.length) this.#turn = 0;
    const task = alive[this.#turn++];
    if (task.sessions.length >= this.#service.connectionsPerTask) {
      this.#add("refused");
      session.outSince ??= this.#now;
      return this.#tryAgain(session, "noCapacity");
    }
    task.sessions.push(session);
    session.task = task;
    session.failures = 0;
    if (session.wasConnected) this.#add("reconnects");
    if (session.outSince !== null) this.#outage(session.outSince);
    session.wasConnected = true;
    session.outSince = null;
    for (const message of [...session.open]) if (!message.sent) this.#send(message);
  }

  #tryAgain(session: Session, cause: "taskLost" | "noCapacity"): void {
    const pause = this.#service.pause(session.number, ++session.failures, session.attempts);
    this.#causes.set(session, cause);
    if (pause !== null) {
      return this.#at(this.#now + pause, () => {
        if (session.state === "there") this.#connect(session);
      });
    }
    session.state = "given up";
    this.#add("givenUp");
    this.#outage(session.outSince!);
    for (const message of [...session.open]) this.#end(message, cause);
  }

  #send(message: Message): void {
    const task = message.session.task!;
    this.#add("messages");
    message.sent = true;
    if (task.working.length < this.#service.slots) this.#work(task, message);
    else if (task.waiting.length < this.#service.queue) task.waiting.push(message);
    else this.#end(message, "queueFull");
  }

  #work(task: Task, message: Message): void {
    task.working.push(message);
    this.#at(this.#now + this.#service.takes, () => {
      if (!task.alive) return;
      task.working.splice(task.working.indexOf(message), 1);
      this.#end(message, "completed");
      const next = task.waiting.shift();
      if (next !== undefined) this.#work(task, next);
    });
  }

  #end(message: Message, how: "completed" | keyof Told["failedBy"]): void {
    if (message.ended) return;
    message.ended = true;
    const { session, due } = message;
    session.open.splice(session.open.indexOf(message), 1);
    if (how === "completed") this.#answers.record(this.#now - due);
    else this.#failedBy[how]++;
    if (how === "timeout") this.#timeouts.record(this.#now - due);
    if (!session.hasLast || session.open.length > 0 || session.state !== "there") return;
    session.state = "over";
    this.#add("closed");
    if (session.outSince !== null) this.#outage(session.outSince);
    if (session.task !== null) session.task.sessions.splice(session.task.sessions.indexOf(session), 1);
  }

  #die(task: Task): void {
    task.alive = false;
    for (const session of [...task.sessions]) {
      session.task = null;
      session.outSince = this.#now;
      this.#add("lost");
      for (const message of session.open.filter(({ sent }) => sent)) {
        this.#add("cutReplies");
        this.#end(message, "taskLost");
      }
      if (session.state === "there") this.#tryAgain(session, "taskLost");
    }
  }
}
