import { minute } from "../../../scenarios/language/units/time.js";
import type { JobFacts } from "../../facts/aspects/jobs.js";
import { INTERRUPTED, NO_CAPACITY, TASK_LOST } from "../../facts/ends.js";
import type { AspectName, Facts, MinuteColumns, MinuteFacts } from "../../facts/facts.js";
import { MinuteTable } from "../../facts/minute-table.js";
import { Recorder } from "../../facts/recorder.js";
import { columnsOf } from "../../facts/service-metrics.js";
import { TaskTable } from "../../pool/task-table.js";
import { Breaker } from "../../work/breaker.js";
import { Ways } from "../../work/calls.js";
import { ClassTable } from "../../work/classes.js";
import { Deadlines } from "../../work/deadlines.js";
import { WorkErrors } from "../../work/errors.js";
import { RequestDegradation } from "../../work/request-degradation.js";
import { RequestPath } from "../../work/request-path.js";
import { Retries } from "../../work/retries.js";
import { WorkTable } from "../../work/row.js";
import { Servers } from "../../work/servers.js";
import { undivided } from "../../work/split.js";
import type { Station } from "../../work/station.js";
import { WriteBuffer } from "../../work/write-buffer.js";
import { CpuGauge } from "../fleet/cpu-gauge.js";
import { instanceAspects } from "../fleet/instances-shape.js";
import { fleetAspects, TaskFleet } from "../fleet/task-fleet.js";
import { MinuteClock } from "../minute-clock.js";
import { RequestUsage } from "../request-usage.js";
import type { Service } from "../service.js";
import type { ServiceContext } from "../service-context.js";
import { MessageConsumer } from "./message-consumer.js";
import type { WorkerServiceConfig } from "./shape.js";
import { WorkerProcess } from "./worker-process.js";

/** Aspects of a worker service; the queue reports how long messages took. */
export const workerAspects = ["jobs", ...fleetAspects] as const satisfies readonly AspectName[];

/**
 * An ECS service whose tasks fetch their work, put together from the inside out.
 *
 *     queue ◄── ask ── consumer ◄── process ◄── fleet
 *       └── message ──► consumer ──► path ──► servers ── ended ──► consumer ──► queue
 */
export class WorkerService implements Service {
  readonly name: string;
  readonly fleet: TaskFleet;
  readonly #config: WorkerServiceConfig;
  readonly #context: ServiceContext;
  readonly #executions = new WorkTable();
  readonly #classes: ClassTable;
  readonly #recorder = new Recorder();
  readonly #tasks = new TaskTable();
  readonly #servers: Servers;
  readonly #cpu: CpuGauge;
  /** Nothing is buffered: a worker writes through. */
  readonly #writes = new WriteBuffer(minute, 0);
  readonly #consumer: MessageConsumer;
  readonly #breaker: Breaker | null;
  readonly #process: WorkerProcess;
  readonly #ways: Ways;
  readonly #path: RequestPath;
  readonly #minutes: MinuteTable<keyof MinuteColumns>;
  readonly #clock: MinuteClock;
  #closed = 0;

  constructor(config: WorkerServiceConfig, context: ServiceContext) {
    const { name, simulation, seed, demands, calls, loads, autoscaling, clock } = context;
    const { batch, heartbeat = Number.POSITIVE_INFINITY, softMemoryLimit, launch, drain, breaker } = config;
    this.name = name;
    this.#config = config;
    this.#context = context;

    // An execution that takes too long is given up with its work; a message is not retried, but received again.
    const given = { cancelOnDisconnect: true, retries: null };
    this.#classes = new ClassTable(
      [...demands, ...calls].flatMap((each) => each.classes.map((one) => ({ ...one, ...given }))),
    );
    this.#servers = new Servers(simulation, this.#classes.usesCpu);
    const { countsDraining } = autoscaling;
    this.#cpu = new CpuGauge(simulation, this.#tasks, this.#servers, { bootCpu: launch.bootCpu, countsDraining });
    this.#consumer = new MessageConsumer({
      servers: this.#servers,
      batch,
      heartbeat,
      softMemoryLimit,
    });
    this.#breaker =
      breaker === undefined ? null : new Breaker(simulation, breaker, context.journal, () => this.#consumer.askAll());
    this.#consumer.breaker = this.#breaker;
    this.#process = new WorkerProcess({
      simulation,
      seed,
      service: name,
      tables: context.tables,
      tasks: this.#tasks,
      servers: this.#servers,
      cpu: this.#cpu,
      consumer: this.#consumer,
      drain,
    });
    this.fleet = new TaskFleet({
      config,
      context,
      tasks: this.#tasks,
      servers: this.#servers,
      cpu: this.#cpu,
      process: this.#process,
      rotation: null,
      stopTimeout: drain.stopTimeout,
      gracePeriod: 0,
      loads,
    });

    this.#ways = new Ways(seed, [], 0);
    this.#path = this.#createPath();
    this.#servers.connect(this.#path);
    this.#process.connect(this.#path, this.fleet.pool.lifecycle);
    const timeouts = this.#classes.list.map(({ timeout }) => timeout ?? Number.POSITIVE_INFINITY);
    new Deadlines(simulation, this.#executions, timeouts, (row) => this.#path.expire(row));

    const told = [...workerAspects, ...instanceAspects(config)];
    this.#minutes = new MinuteTable(columnsOf(told), Math.ceil(clock.duration / minute));
    this.#clock = this.#createClock();
  }

  get inFlight(): number {
    return this.#executions.length;
  }

  link(serviceOf: (name: string) => Service): void {
    this.#consumer.connect(serviceOf(this.#config.queue).queue!, this.#path, this.#ways.addDrawn(this.#consumer));
  }

  callTo(stationOf: (service: string) => Station): void {
    this.#path.callTo(stationOf);
  }

  begin(): void {
    this.#breaker?.begin();
    this.fleet.begin({ messages: { visible: () => this.#consumer.queue.visible } });
    this.#clock.begin();
  }

  /** Its work comes through its queue, so a demand needs nothing here. */
  open(): void {}

  get soFar(): MinuteFacts {
    return { minutes: this.#minutes.columns };
  }

  end(): void {
    this.#clock.end();
    this.fleet.end();
  }

  facts(): Facts {
    this.#minutes.keep(this.#closed);
    const minutes = this.#minutes.columns;
    return {
      kind: "worker-service",
      minutes,
      demands: {},
      jobs: this.#jobFacts(),
      ...this.fleet.facts(minutes, this.#recorder.failedBy[INTERRUPTED]),
    };
  }

  #jobFacts(): JobFacts {
    const { arrived, completed, failed, failedBy, answers } = this.#recorder;
    const lost = failedBy[INTERRUPTED] + failedBy[TASK_LOST];
    return {
      begun: arrived,
      done: completed,
      failed: failed - lost,
      lost,
      executingMost: this.#consumer.executingMost,
      durations: answers.snapshot(),
      openings: this.#breaker?.openings ?? 0,
      openFor: this.#breaker?.openFor(this.#context.clock.duration) ?? 0,
    };
  }

  #createPath(): RequestPath {
    const { simulation, seed, clientSeed } = this.#context;
    const classes = this.#classes;
    const worker = this.#process;
    return new RequestPath({
      simulation,
      requests: this.#executions,
      classes,
      servers: this.#servers,
      balancer: null,
      hasNodes: false,
      noTarget: NO_CAPACITY,
      recorder: this.#recorder,
      recorders: [],
      writes: this.#writes,
      connectTimeout: Number.POSITIVE_INFINITY,
      acknowledge: "buffered",
      degradation: new RequestDegradation(seed, this.name),
      retries: new Retries(this.#executions, classes, clientSeed, Number.POSITIVE_INFINITY),
      ways: this.#ways,
      overflow: null,
      split: undivided(),
      latency: 0,
      errors: new WorkErrors(seed, classes),
      taskFreed: (task) => worker.freed(task),
      outOfMemory: (task) => this.fleet.pool.outOfMemory(task),
    });
  }

  #createClock(): MinuteClock {
    const { simulation, clock, books } = this.#context;
    const usage = new RequestUsage({
      books,
      service: this.name,
      balancer: null,
      connections: null,
      recorder: this.#recorder,
      writes: this.#writes,
      classes: this.#classes.list,
    });
    return new MinuteClock(simulation, clock.duration, {
      open: () => {
        this.#writes.beginReport();
        this.#consumer.beginReport();
        usage.begin();
        this.fleet.openMinutes();
      },
      close: (minute, from, to) => {
        const beside = this.fleet.closeMinute();
        this.#minutes.set(minute, { ...beside, executing: this.#consumer.executing });
        this.#closed = minute + 1;
        usage.close(from, to, beside.running);
      },
    });
  }
}
