import { hour, minute } from "../../../scenarios/language/units/time.js";
import type { Demand } from "../../../workload/demand.js";
import { keyed } from "../../../workload/random.js";
import { retryDelay } from "../../../workload/retries.js";
import { type ProviderName, providers } from "../../capacity/providers/index.js";
import type { EventKind } from "../../engine/simulation.js";
import type { AspectName, DemandFacts, Facts, MinuteColumns, MinuteFacts } from "../../facts/facts.js";
import { MinuteTable } from "../../facts/minute-table.js";
import { columnsOf } from "../../facts/service-metrics.js";
import type { Pool } from "../../pool/pool.js";
import type { Process, StopReason } from "../../pool/process.js";
import type { TaskDefinition } from "../../pool/task-definition.js";
import { TaskTable } from "../../pool/task-table.js";
import type { DeploymentChange, Fleet } from "../fleet/fleet.js";
import { TaskBill } from "../fleet/task-bill.js";
import { hoursOf } from "../fleet/task-fleet.js";
import { MinuteClock } from "../minute-clock.js";
import type { Service } from "../service.js";
import type { ServiceContext } from "../service-context.js";
import type { RunFailure } from "./failures.js";
import type { FlowRun, RunRow } from "./flow-run.js";
import { createFlows, type Flow, taskDefinitions, usualProfile } from "./flows.js";
import { type Described, Reconciler } from "./reconciler.js";
import { RunBook } from "./run-book.js";
import { RunDraws } from "./run-draws.js";
import { taskOverAfter, tasksDone } from "./run-plan.js";
import { createRunPool } from "./run-pool.js";
import { RunTask } from "./run-task.js";
import { RunUsage } from "./run-usage.js";
import type { LauncherConfig } from "./shape.js";

/** Aspects of a launcher. */
export const launcherAspects = ["runs", "tasks", "spot"] as const satisfies readonly AspectName[];

/**
 * Time for which a stopped task can be described. Source:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html
 */
const stoppedVisible = hour;

/** Cause of a run's failure, by the reason for which its task stopped. */
const deaths: Readonly<Partial<Record<StopReason, RunFailure>>> = {
  spot: "interrupted",
  abrupt: "crashed",
  "out-of-memory": "outOfMemory",
  "stop-task": "stopped",
  "failed-start": "imagePull",
  "zone-outage": "zoneOutage",
};

/** A demand's flows, by class, and the book of its runs where they are told apart. */
interface Source {
  readonly flows: readonly Flow[];
  readonly book: RunBook | null;
}

/**
 * Launches a Fargate task for each run, and keeps a database of runs.
 *
 *     demand ──► run ──► RunTask ──► pool ──► process: launch phases, task after task
 *                 ▲         │                    │ says how it ends
 *              retry ◄── row RUNNING ◄───────────┘
 *                           ▲
 *                      reconciler: the only one who sees that a process has died
 */
export class RunLauncher implements Service, Fleet, Process {
  readonly name: string;
  readonly fleet: Fleet = this;
  readonly #config: LauncherConfig;
  readonly #context: ServiceContext;
  readonly #definitions: readonly TaskDefinition[];
  readonly #tasks = new TaskTable();
  readonly #bill: TaskBill;
  readonly #pool: Pool;
  readonly #draws: RunDraws;
  readonly #runTask: RunTask;
  readonly #reconciler: Reconciler<RunRow>;
  readonly #sources = new Map<Demand, Source>();
  readonly #book = new RunBook();
  /** Runs that have not ended, by number. */
  readonly #runs = new Map<number, FlowRun>();
  /** The rows that are RUNNING in the database, by number: in the order of their launch. */
  readonly #rows = new Map<number, RunRow>();
  /** The run of each task of the pool, by the task's row. */
  readonly #byTask: (RunRow | null)[] = [];
  readonly #launch: EventKind;
  readonly #ends: EventKind;
  readonly #drained: EventKind;
  readonly #usage: RunUsage;
  readonly #minutes: MinuteTable<keyof MinuteColumns>;
  readonly #clock: MinuteClock;
  #arrived = 0;
  #launched = 0;
  #retried = 0;
  /** Rows whose process is gone. */
  #dead = 0;
  #isEnding = false;
  #closed = 0;

  constructor(config: LauncherConfig, context: ServiceContext) {
    const { simulation, clock } = context;
    this.name = context.name;
    this.#config = config;
    this.#context = context;
    this.#definitions = taskDefinitions(config);
    this.#bill = new TaskBill(context, this.#tasks);
    this.#pool = createRunPool({
      config,
      context,
      tasks: this.#tasks,
      process: this,
      definition: this.#definitions[Object.keys(config.profiles).indexOf(usualProfile(config))],
      bill: (task) => this.#billed(task),
    });
    this.#draws = new RunDraws(config, context);
    this.#runTask = new RunTask({
      config,
      context,
      pool: this.#pool,
      definitions: this.#definitions,
      failures: this.#draws.failures,
    });
    this.#reconciler = new Reconciler<RunRow>({
      config: config.reconciler,
      context,
      running: () => this.#rows.values(),
      examine: (row) => this.#examine(row),
      journal: context.journal,
    });
    this.#launch = simulation.event("run is launched", (number) => this.#call(this.#runs.get(number)!));
    this.#ends = simulation.event("run ends", (number) => this.#onEnd(this.#rows.get(number)));
    this.#drained = simulation.event("run is drained", (number) => this.#onDrained(this.#rows.get(number)));
    for (const demand of context.demands) this.#sources.set(demand, this.#sourceOf(demand));
    this.#usage = new RunUsage(context, config, this.#book);
    this.#minutes = new MinuteTable(columnsOf(launcherAspects), Math.ceil(clock.duration / minute));
    this.#clock = this.#createClock();
  }

  /** A run holds memory until it has ended; one that is dead and not found may do so for ever. */
  get inFlight(): number {
    return this.#runs.size - this.#dead;
  }

  begin(): void {
    this.#reconciler.begin();
    this.#clock.begin();
  }

  open(demand: Demand): void {
    const { simulation } = this.#context;
    const source = this.#sources.get(demand)!;
    const steps = new Int32Array(Math.max(...source.flows.map((flow) => flow.class.steps.length)));
    const alarm = simulation.alarm(`arrival of ${demand.name}`, () => {
      const ordinal = demand.taken;
      const flow = source.flows[demand.take(steps, 0)];
      this.#arrive(flow, ordinal, [...steps.subarray(0, flow.class.steps.length)], source.book);
      simulation.ring(alarm, demand.nextAt - simulation.now);
    });
    simulation.ring(alarm, demand.nextAt - simulation.now);
  }

  /** Runs that are launched from now on; a launcher replaces none of those that are there. */
  deploy({ capacity }: DeploymentChange): void {
    if (capacity !== undefined) this.#runTask.strategy = capacity;
  }

  setZoneDown(zone: number, isDown: boolean): void {
    this.#pool.setZoneDown(zone, isDown);
  }

  stopTasks(count: (running: number) => number): void {
    this.#pool.stopTasks(count);
  }

  get soFar(): MinuteFacts {
    return { minutes: this.#minutes.columns };
  }

  end(): void {
    this.#clock.end();
    this.#isEnding = true;
    this.#pool.end();
    this.#isEnding = false;
    this.#bill.close();
  }

  facts(): Facts {
    this.#minutes.keep(Math.max(1, this.#closed));
    const { columns } = this.#minutes;
    const launches = Math.max(1, this.#launched);
    return {
      kind: "run-launcher",
      minutes: columns,
      demands: this.#demandFacts(),
      runs: this.#book.facts(this.#open(this.#book)),
      tasks: {
        hours: this.#bill.taskHours,
        changedHours: this.#bill.taskHours / launches,
        lost: Object.fromEntries(this.#pool.lost),
        replacementLags: [],
      },
      spot: {
        interruptions: this.#pool.interruptions,
        interruptedRequests: this.#pool.interruptions,
        interruptionsExpected: this.#context.market.hazardPerHour * hoursOf(columns.spot) + this.#pool.crunchNotices,
      },
    };
  }

  // Events of tasks, reported by the pool.

  /** RUNNING: the process goes through the phases of its launch, and then works on task after task. */
  taskReady(task: number): void {
    const { simulation } = this.#context;
    const row = this.#byTask[task]!;
    row.readyAt = simulation.now;
    row.plan = this.#draws.planOf(row.run, this.#tasks.definition[task]);
    this.#usage.begin(simulation.now);
    simulation.after(row.plan.endsAfter, this.#ends, row.number);
  }

  /**
   * SIGTERM: the process waits a while for the task that it is working on, cancels those behind it, and says that the run
   * has failed, even where nothing was left to cancel. One that does not listen goes on until SIGKILL.
   */
  taskStopping(task: number, killAfter: number, reason: StopReason): boolean {
    const row = this.#byTask[task];
    const { onSigterm, timeout } = this.#config.drain;
    if (row === null || !this.#rows.has(row.number) || isDead(row) || onSigterm === "ignore") return false;
    const { simulation } = this.#context;
    const elapsed = simulation.now - row.readyAt;
    const waits = Math.min(timeout, taskOverAfter(row.plan!, elapsed) - elapsed);
    row.isDraining = true;
    row.cause = deaths[reason] ?? "stopped";
    if (waits >= killAfter) return false;
    if (waits > 0) simulation.after(waits, this.#drained, row.number);
    else this.#fail(row, row.cause, "cancelled");
    return waits === 0;
  }

  /** The task's zone is down. */
  taskSilent(task: number): void {
    const row = this.#byTask[task];
    if (row !== null && this.#rows.has(row.number)) this.#die(row, "zoneOutage");
  }

  taskDraining(): void {}
  taskCut(): void {}
  taskGone(): void {}

  #sourceOf(demand: Demand): Source {
    const isApart = this.#context.apart.some((each) => each.demand === demand.name);
    return { flows: createFlows(this.#config, demand, this.#context.tables), book: isApart ? new RunBook() : null };
  }

  #arrive(flow: Flow, ordinal: number, lasts: readonly number[], apart: RunBook | null): void {
    const { now } = this.#context.simulation;
    const books = now < 0 ? [] : apart === null ? [this.#book] : [this.#book, apart];
    const run: FlowRun = {
      ...{ number: this.#arrived++, flow, ordinal, arrivedAt: now, lasts, books },
      ...{ attempt: 0, throttled: 0, profile: flow.profile, provider: null, hasBegun: false, row: null },
    };
    this.#runs.set(run.number, run);
    for (const book of books) book.arrive(flow.name);
    this.#call(run);
  }

  /** RunTask; a throttled call is made again, and all else that comes of it is known at once. */
  #call(run: FlowRun): void {
    const { simulation, clientSeed } = this.#context;
    const { api } = this.#config;
    const called = this.#runTask.call(run);
    if (called === "throttled" && run.throttled < api.attempts) {
      const again = { name: `call/${run.flow.key}`, retries: { attempts: 0, on: [], backoff: api.backoff } };
      const delay = retryDelay(again, clientSeed, run.ordinal, run.attempt * (api.attempts + 1) + ++run.throttled);
      return simulation.after(delay, this.#launch, run.number);
    }
    for (const book of run.books) book.attempts++;
    if (called === "throttled") return this.#failed(run, "throttled", 0, "skipped");
    if ("failed" in called) return this.#failed(run, called.failed, 0, "skipped");
    this.#begin(run, called.task, called.provider);
  }

  #begin(run: FlowRun, task: number, provider: ProviderName): void {
    const { simulation, seed, name } = this.#context;
    const number = this.#launched++;
    const row: RunRow = {
      ...{ number, place: keyed(seed, `run-key/${name}`, number), run, task, startedAt: simulation.now },
      ...{ readyAt: Number.NaN, diedAt: Number.NaN, stoppedAt: Number.NaN, plan: null, isDraining: false, cause: null },
    };
    run.row = row;
    run.provider = provider;
    this.#rows.set(number, row);
    this.#byTask[task] = row;
  }

  /** The process has come to the end of its plan. */
  #onEnd(row: RunRow | undefined): void {
    if (row === undefined || isDead(row) || row.isDraining) return;
    const { end } = row.plan!;
    if (end === "outOfMemory") return this.#pool.lifecycle.die(row.task, "out-of-memory");
    if (end === "succeeded") this.#succeed(row);
    else this.#fail(row, end, "skipped");
    this.#pool.lifecycle.exited(row.task);
  }

  #onDrained(row: RunRow | undefined): void {
    if (row === undefined || isDead(row)) return;
    const { end, endsAfter } = row.plan!;
    const isKilled = end === "outOfMemory" && row.readyAt + endsAfter <= this.#context.simulation.now;
    if (isKilled) return this.#pool.lifecycle.die(row.task, "out-of-memory");
    this.#fail(row, row.cause!, "cancelled");
    this.#pool.lifecycle.exited(row.task);
  }

  #succeed(row: RunRow): void {
    const { run } = row;
    this.#resolve(row);
    for (const book of run.books) {
      book.succeed(run.flow.name);
      book.tasks.done += run.flow.class.steps.length;
      book.completion.record(this.#context.simulation.now - run.arrivedAt);
    }
    this.#runs.delete(run.number);
  }

  /** The process says itself that its run has failed; of the tasks that are not done, the others are `rest`. */
  #fail(row: RunRow, cause: RunFailure, rest: "skipped" | "cancelled"): void {
    this.#resolve(row);
    this.#failed(row.run, cause, this.#tasksDone(row), rest, this.#isOnTask(row));
  }

  /** The process is gone without a word: the row stays RUNNING. */
  #die(row: RunRow, cause: RunFailure): void {
    this.#noteStart(row);
    row.diedAt = this.#context.simulation.now;
    row.cause = cause;
    this.#dead++;
    for (const book of row.run.books) book.died++;
  }

  /** What the reconciler finds when it describes the task of a row. */
  #examine(row: RunRow): Described {
    const { now } = this.#context.simulation;
    if (Number.isNaN(row.stoppedAt)) return "alive";
    const isMissing = now - row.stoppedAt > stoppedVisible;
    this.#dead--;
    this.#resolve(row);
    for (const book of row.run.books) {
      book.timeToDetect.record(now - row.diedAt);
      if (isMissing) book.missing++;
    }
    this.#failed(row.run, isMissing ? "missing" : row.cause!, this.#tasksDone(row), "lost");
    return isMissing ? "missing" : "stopped";
  }

  /** Ends the row's state RUNNING in the database. */
  #resolve(row: RunRow): void {
    this.#noteStart(row);
    this.#rows.delete(row.number);
    row.run.row = null;
  }

  /** An attempt has failed, and that is known: the run is run again, or has failed for good. */
  #failed(
    run: FlowRun,
    cause: RunFailure,
    done: number,
    rest: "skipped" | "cancelled" | "lost",
    isOnTask = false,
  ): void {
    const left = run.flow.class.steps.length - done;
    const broken = isOnTask && left > 0 ? 1 : 0;
    for (const { tasks } of run.books) {
      tasks.done += done;
      tasks.failed += broken;
      tasks[rest] += left - broken;
    }
    if (this.#isRetried(run, cause)) return this.#retry(run, cause);
    for (const book of run.books) book.fail(cause);
    this.#runs.delete(run.number);
  }

  #isRetried({ flow, attempt }: FlowRun, cause: RunFailure): boolean {
    const { retries } = flow.class;
    if (retries === null || attempt >= retries.attempts || cause === "executorUnavailable") return false;
    const { on, budget } = retries;
    return (
      on.includes(cause === "timeout" ? "timeout" : "5xx") && !(this.#retried >= (budget ?? Infinity) * this.#arrived)
    );
  }

  #retry(run: FlowRun, cause: RunFailure): void {
    const { simulation, clientSeed } = this.#context;
    this.#retried++;
    run.attempt++;
    run.throttled = 0;
    const isLarger = cause === "outOfMemory" && this.#config.retry.outOfMemory === "larger";
    if (isLarger) run.profile = Math.min(run.profile + 1, this.#definitions.length - 1);
    const { key, class: request } = run.flow;
    const delay = retryDelay({ name: key, retries: request.retries! }, clientSeed, run.ordinal, run.attempt);
    simulation.after(delay, this.#launch, run.number);
  }

  #tasksDone({ plan, readyAt, diedAt }: RunRow): number {
    const until = Number.isNaN(diedAt) ? this.#context.simulation.now : diedAt;
    return plan === null ? 0 : tasksDone(plan, until - readyAt);
  }

  /** Whether one of its tasks is under way. */
  #isOnTask(row: RunRow): boolean {
    const { now } = this.#context.simulation;
    return this.#hasBegun(row, now) && !row.plan!.taskEnds.includes(now - row.readyAt);
  }

  #hasBegun({ plan, readyAt }: RunRow, now: number): boolean {
    return plan !== null && readyAt + plan.worksAfter <= now;
  }

  /** The first task of a run has begun at some time before its attempt was over. */
  #noteStart(row: RunRow): void {
    const { run, plan, readyAt } = row;
    const until = Number.isNaN(row.diedAt) ? this.#context.simulation.now : row.diedAt;
    if (run.hasBegun || !this.#hasBegun(row, until)) return;
    run.hasBegun = true;
    for (const book of run.books) book.timeToStart.record(readyAt + plan!.worksAfter - run.arrivedAt);
  }

  /** A task has stopped, or the reported time is over. */
  #billed(task: number): void {
    this.#bill.add(task);
    const row = this.#byTask[task];
    if (this.#isEnding || row === null) return;
    const { now } = this.#context.simulation;
    this.#byTask[task] = null;
    this.#runTask.left(providers[this.#tasks.provider[task]].name);
    row.stoppedAt = now;
    if (this.#rows.has(row.number) && !isDead(row)) this.#die(row, deaths[this.#tasks.stopReason[task]!] ?? "crashed");
  }

  /** The runs of a book that have not ended. */
  #open(book: RunBook): { readonly dead: number; readonly alive: number } {
    const open = [...this.#runs.values()].filter(({ books }) => books.includes(book));
    for (const { row } of open) if (row !== null) this.#noteStart(row);
    const dead = open.filter(({ row }) => row !== null && isDead(row)).length;
    return { dead, alive: open.length - dead };
  }

  #demandFacts(): Readonly<Record<string, DemandFacts>> {
    const apart = [...this.#sources].flatMap(([{ name }, { book }]) => (book === null ? [] : [{ name, book }]));
    return Object.fromEntries(apart.map(({ name, book }) => [name, { runs: book.facts(this.#open(book)) }]));
  }

  #createClock(): MinuteClock {
    const { simulation, clock } = this.#context;
    const tasks = this.#tasks;
    const isSpot = (task: number) => providers[tasks.provider[task]].purchase === "spot";
    let before = { arrived: 0, succeeded: 0, failed: 0, interruptions: 0 };
    return new MinuteClock(simulation, clock.duration, {
      open: () => {},
      close: (minute, from, to) => {
        const { arrived, succeeded, failed } = this.#book;
        const { interruptions } = this.#pool;
        const running = tasks.count((task) => tasks.isRunning(task));
        this.#minutes.set(minute, {
          runsArrived: arrived - before.arrived,
          runsSucceeded: succeeded - before.succeeded,
          runsFailed: failed - before.failed,
          runsUnnoticed: this.#dead,
          desired: tasks.count((task) => tasks.isActive(task)),
          running,
          spot: tasks.count((task) => tasks.isRunning(task) && isSpot(task)),
          tasksInterrupted: interruptions - before.interruptions,
        });
        before = { arrived, succeeded, failed, interruptions };
        this.#closed = minute + 1;
        this.#usage.close(from, to, running);
      },
    });
  }
}

/** Whether its process is gone without anybody having noticed. */
function isDead({ diedAt }: RunRow): boolean {
  return !Number.isNaN(diedAt);
}
