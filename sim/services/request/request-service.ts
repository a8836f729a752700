import { minute } from "../../../scenarios/language/units/time.js";
import type { Demand } from "../../../workload/demand.js";
import { createDistribution, type Distribution } from "../../../workload/distributions/index.js";
import { INTERRUPTED, NO_CAPACITY } from "../../facts/ends.js";
import type { AspectFacts, AspectName, Facts, MinuteFacts } from "../../facts/facts.js";
import { Recorder } from "../../facts/recorder.js";
import { RequestMinutes } from "../../facts/request-minutes.js";
import { columnsOf } from "../../facts/service-metrics.js";
import { TaskTable } from "../../pool/task-table.js";
import { Degradation } from "../../scaling/degradation.js";
import { createBalancer, type LoadBalancer } from "../../targets/index.js";
import { type Rotation, TargetGroup } from "../../targets/target-group.js";
import { TargetGroups } from "../../targets/target-groups.js";
import { Ways } from "../../work/calls.js";
import { ClassTable, classCount, firstClassOf } from "../../work/classes.js";
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
import { hoursOf, TaskFleet } from "../fleet/task-fleet.js";
import { MinuteClock } from "../minute-clock.js";
import { DemandRecorders, longestLatency, requestFacts } from "../request-facts.js";
import { RequestUsage } from "../request-usage.js";
import { DividedTraffic } from "../rollout/divided-traffic.js";
import { rolloutPlan } from "../rollout/strategies/index.js";
import type { Service } from "../service.js";
import type { ServiceContext } from "../service-context.js";
import { DegradationLoop } from "./degradation-loop.js";
import { RequestProcess } from "./request-process.js";
import type { RequestServiceConfig } from "./shape.js";
import { peakRequestsPerTask, writesLostAtMost, writesLostAtOnce, writesMaxOf } from "./write-loss-bound.js";

/** Aspects of a request service. */
export const requestAspects = [
  ...["latency", "requests", "tasks", "cpu", "memory", "scaling", "spot", "degradation", "writes"],
] as const satisfies readonly AspectName[];

/**
 * A load-balanced request service, put together from the inside out.
 *
 *     requests ──► path ──► balancer ──► servers ◄── process ◄── fleet ──► targets
 *                   ▲                       │           │
 *                   └──── step finished ────┴─── cut ───┘
 */
export class RequestService implements Service {
  readonly name: string;
  readonly fleet: TaskFleet;
  readonly #config: RequestServiceConfig;
  readonly #context: ServiceContext;
  readonly #requests = new WorkTable();
  readonly #classes: ClassTable;
  readonly #recorder: Recorder;
  readonly #demands: DemandRecorders;
  readonly #flushTakes: Distribution;
  readonly #writes: WriteBuffer;
  readonly #balancer: LoadBalancer;
  /** Null where deployments roll. */
  readonly #divided: DividedTraffic | null;
  readonly #tasks = new TaskTable();
  readonly #servers: Servers;
  readonly #cpu: CpuGauge;
  readonly #process: RequestProcess;
  readonly #targets: Rotation;
  readonly #effect: RequestDegradation;
  readonly #path: RequestPath;
  readonly #degradation: DegradationLoop | null;
  readonly #minutes: RequestMinutes;
  readonly #clock: MinuteClock;

  constructor(config: RequestServiceConfig, context: ServiceContext) {
    const { name, simulation, seed, demands, calls, loads, autoscaling } = context;
    const { writeBuffer, launch, balancer, drain, healthCheck } = config;
    this.name = name;
    this.#config = config;
    this.#context = context;

    this.#classes = new ClassTable([...demands, ...calls].flatMap(({ classes }) => classes));
    this.#recorder = new Recorder(balancer.latency);
    this.#demands = new DemandRecorders(context.apart, [...demands, ...calls], balancer.latency);
    this.#flushTakes = createDistribution(writeBuffer.flushTakes, context.tables);
    this.#writes = new WriteBuffer(writeBuffer.flushEvery, Math.round(this.#flushTakes.mean));

    this.#servers = new Servers(simulation, this.#classes.usesCpu);
    const { countsDraining } = autoscaling;
    this.#cpu = new CpuGauge(simulation, this.#tasks, this.#servers, { bootCpu: launch.bootCpu, countsDraining });
    this.#divided = this.#divide();
    this.#balancer = this.#divided?.balancer ?? this.#createBalancer();
    this.#process = this.#createProcess();
    this.#targets = this.#createTargets();
    this.fleet = new TaskFleet({
      config,
      context,
      tasks: this.#tasks,
      servers: this.#servers,
      cpu: this.#cpu,
      process: this.#process,
      rotation: this.#targets,
      stopTimeout: drain.stopTimeout,
      gracePeriod: healthCheck.gracePeriod,
      loads,
    });
    this.#divided?.release(this.fleet);

    this.#effect = new RequestDegradation(seed, name);
    this.#path = this.#createPath();
    this.#servers.connect(this.#path);
    this.#process.connect(this.#path, this.fleet.pool.lifecycle);
    this.#createDeadlines();

    this.#degradation = this.#createDegradation();
    this.#minutes = this.#createMinutes();
    this.#clock = this.#createClock();
  }

  get inFlight(): number {
    return this.#requests.length;
  }

  begin(): void {
    this.fleet.begin({
      requests: {
        targets: () => this.#balancer.size,
        attempts: () => this.#path.attempts,
        queuedOf: (task) => this.#servers.queues[task].length,
      },
    });
    this.#degradation?.begin();
    this.#clock.begin();
  }

  open(demand: Demand): void {
    this.#path.open(demand, firstClassOf(demand, this.#context.demands));
  }

  get station(): Station {
    return this.#path;
  }

  callTo(stationOf: (service: string) => Station): void {
    this.#path.callTo(stationOf);
  }

  get soFar(): MinuteFacts {
    return this.#minutes.soFar;
  }

  end(): void {
    this.#clock.end();
    this.fleet.end();
    this.#degradation?.close();
  }

  facts(): Facts & Pick<AspectFacts, (typeof requestAspects)[number]> {
    this.#minutes.addRest();
    this.#process.finish();
    const { balancer, degradation } = this.#config;
    const longest = Math.max(0, ...this.#classes.list.map((each) => longestLatency(each, balancer)));
    return {
      kind: "request-service",
      ...(this.#divided && { cohorts: this.#divided.facts(this.#requests) }),
      minutes: this.#minutes.columns,
      demands: this.#demands.facts((recorder) => this.#path.unfinished(recorder), longest),
      requests: requestFacts(this.#recorder, this.#path.unfinished()),
      latency: { histogram: this.#recorder.latency.snapshot(), longest, within: this.#minutes.within },
      ...this.fleet.facts(this.#minutes.columns, this.#recorder.failedBy[INTERRUPTED]),
      degradation: {
        degradedMinutes: this.#degradation?.degradedMinutes ?? 0,
        activations: this.#degradation?.activations ?? 0,
        isPossible: degradation !== undefined,
      },
      writes: {
        accepted: this.#writes.accepted,
        flushed: this.#writes.flushed,
        deadLettered: this.#writes.deadLettered,
        lost: this.#writes.lost,
        ...this.#writesAtRisk(),
      },
    };
  }

  get #nodes(): number {
    return this.#config.balancer.nodes ?? this.#context.zones;
  }

  #createProcess(): RequestProcess {
    const { writeBuffer, drain } = this.#config;
    return new RequestProcess({
      simulation: this.#context.simulation,
      seed: this.#context.seed,
      service: this.name,
      tables: this.#context.tables,
      tasks: this.#tasks,
      servers: this.#servers,
      writes: this.#writes,
      cpu: this.#cpu,
      onSigterm: drain.onSigterm,
      flush: { takes: this.#flushTakes, timeout: writeBuffer.flushTimeout, deadLetter: writeBuffer.deadLetter },
    });
  }

  #createBalancer(part = ""): LoadBalancer {
    const { balancer } = this.#config;
    return createBalancer({ ...balancer, nodes: this.#nodes }, this.#context.seed, this.name + part);
  }

  #divide(): DividedTraffic | null {
    const { deployment, balancer } = this.#config;
    const plan = rolloutPlan(deployment.strategy);
    if (plan === null) return null;
    return new DividedTraffic({
      plan,
      abort: deployment.abort,
      observe: deployment.observe ?? null,
      context: this.#context,
      network: balancer.latency,
      tasks: this.#tasks,
      servers: this.#servers,
      cpu: this.#cpu,
      balancers: [this.#createBalancer(), this.#createBalancer("/canary")],
    });
  }

  #createTargets(): Rotation {
    const { healthCheck, drain } = this.#config;
    const parts = {
      balancer: this.#balancer,
      tasks: this.#tasks,
      healthCheck,
      deregistrationDelay: drain.deregistrationDelay,
      deregistrationLag: drain.deregistrationLag,
      answersAfter: (task: number) => this.#answersAfter(task),
    };
    return this.#divided === null
      ? new TargetGroup(parts)
      : new TargetGroups(parts, this.#tasks, this.#divided.grouping);
  }

  /** A health check that queues behind the load waits as long as the request at the head of the queue has. */
  #answersAfter(task: number): number {
    const head = this.#servers.headOfQueue(task);
    return head < 0 ? 0 : this.#context.simulation.now - this.#requests.beganAt(head);
  }

  #createPath(): RequestPath {
    const { simulation, seed, clientSeed, demands, calls } = this.#context;
    const sent = classCount(demands);
    const { idleTimeout, connectTimeout, latency } = this.#config.balancer;
    return new RequestPath({
      simulation,
      requests: this.#requests,
      classes: this.#classes,
      balancer: this.#balancer,
      hasNodes: this.#nodes > 1,
      noTarget: NO_CAPACITY,
      recorder: this.#recorder,
      recorders: this.#demands.byClass,
      writes: this.#writes,
      degradation: this.#effect,
      split: this.#divided?.split ?? undivided(),
      retries: new Retries(this.#requests, this.#classes, clientSeed, idleTimeout + latency),
      ways: new Ways(seed, calls, sent),
      overflow: this.#context.overflow,
      latency,
      servers: this.#servers,
      acknowledge: this.#config.writeBuffer.acknowledge,
      connectTimeout,
      errors: new WorkErrors(seed, this.#classes),
      taskFreed: (task) => this.#process.idle(task),
      outOfMemory: (task) => this.fleet.pool.outOfMemory(task),
    });
  }

  /** The client's time runs on the network too; where a client waits longer, the balancer answers 504 at its idle timeout. */
  #createDeadlines(): Deadlines {
    const { idleTimeout, latency } = this.#config.balancer;
    const left = (timeout: number | null) => Math.max(1, (timeout ?? Infinity) - latency);
    const timeouts = this.#classes.list.map(({ timeout }) => Math.min(left(timeout), idleTimeout));
    return new Deadlines(this.#context.simulation, this.#requests, timeouts, (row) => this.#path.expire(row));
  }

  #createDegradation(): DegradationLoop | null {
    const config = this.#config.degradation;
    if (config === undefined) return null;
    return new DegradationLoop({
      simulation: this.#context.simulation,
      tasks: this.#tasks,
      recorder: this.#recorder,
      config,
      controller: new Degradation(config),
      effect: this.#effect,
      servers: this.#servers,
      cpu: this.#cpu,
      autoscaler: this.fleet.autoscaler,
      journal: this.#context.journal,
    });
  }

  #createMinutes(): RequestMinutes {
    const { clock, limits } = this.#context;
    const count = Math.ceil(clock.duration / minute);
    const told: readonly AspectName[] = [
      ...requestAspects,
      ...(this.#divided === null ? [] : (["cohorts"] as const)),
      ...instanceAspects(this.#config),
    ];
    return new RequestMinutes(this.#recorder, columnsOf(told), count, limits);
  }

  #createClock(): MinuteClock {
    const { simulation, clock, books } = this.#context;
    const { balancer } = this.#config;
    const usage = new RequestUsage({
      books,
      service: this.name,
      balancer,
      recorder: this.#recorder,
      writes: this.#writes,
      classes: this.#classes.list,
      connections: null,
    });
    return new MinuteClock(simulation, clock.duration, {
      open: () => {
        this.#writes.beginReport();
        usage.begin();
        this.fleet.openMinutes();
      },
      close: (minute, from, to) => {
        const beside = this.fleet.closeMinute();
        this.#minutes.close(minute, { ...beside, ...this.#divided?.closeMinute(minute) });
        usage.close(from, to, beside.running);
      },
    });
  }

  #writesAtRisk(): Pick<AspectFacts["writes"], "lostAtMost" | "lostAtOnce"> {
    const minutes = this.#minutes.columns;
    const exposure = {
      taskHours: this.fleet.taskHours,
      spotTaskHours: hoursOf(minutes.spot),
      writesMax: writesMaxOf(this.#classes.list),
      peakRequestsPerTaskMinute: peakRequestsPerTask(minutes.arrived, minutes.running),
      crunchNotices: this.fleet.pool.crunchNotices,
      ended: this.#process.ended,
      interruptionHazard: this.fleet.interruptionHazard,
      abruptHazard: this.fleet.abruptHazard,
    };
    return {
      lostAtMost: writesLostAtMost(exposure, this.#config, this.#flushTakes),
      lostAtOnce: writesLostAtOnce(exposure, this.#config, this.#flushTakes),
    };
  }
}
