import { minute } from "../../../scenarios/language/units/time.js";
import type { Demand } from "../../../workload/demand.js";
import { LaunchTimes } from "../../capacity/launch.js";
import { providers } from "../../capacity/providers/index.js";
import type { AspectFacts, AspectName, Facts } from "../../facts/aspect.js";
import { columnsAlone } from "../../facts/aspect.js";
import { type CpuUse, utilization } from "../../facts/cpu-use.js";
import { INTERRUPTED } from "../../facts/ends.js";
import { RequestMinutes } from "../../facts/request-minutes.js";
import { columnsOf } from "../../facts/service-metrics.js";
import { Pool } from "../../pool/pool.js";
import { schedulerConfig } from "../../pool/scheduler.js";
import type { Autoscaler } from "../../scaling/autoscaler.js";
import { Degradation } from "../../scaling/degradation.js";
import { TargetGroup } from "../../targets/target-group.js";
import { Deadlines } from "../../work/deadlines.js";
import { Servers } from "../../work/servers.js";
import type { Station } from "../../work/station.js";
import { ControlLoop, createAutoscaler } from "../control-loop.js";
import { CpuMeter } from "../cpu-meter.js";
import { DegradationLoop } from "../degradation-loop.js";
import type { DeploymentChange, Fleet } from "../fleet.js";
import { MinuteClock } from "../minute-clock.js";
import type { Service } from "../service.js";
import type { ServiceContext } from "../service-context.js";
import { TaskBill } from "../task-bill.js";
import { createTaskDefinition } from "../task-definitions.js";
import { requestFacts } from "./demand-recorders.js";
import { possible } from "./possible.js";
import { createParts, type RequestParts } from "./request-parts.js";
import { RequestPath } from "./request-path.js";
import { RequestProcess } from "./request-process.js";
import type { RequestServiceConfig } from "./shape.js";
import { UsageMeter } from "./usage-meter.js";
import { hoursOf, peakRequestsPerTask, writesLostAtMost, writesLostAtOnce, writesMaxOf } from "./write-loss-bound.js";

/** What a request service tells of a run. */
export const requestAspects = [
  ...["latency", "requests", "tasks", "cpu", "memory", "scaling", "spot", "degradation", "writes"],
] as const satisfies readonly AspectName[];

/** A load-balanced request service: the path of its requests, the ECS service under it, its control loops and its books. */
export class RequestService implements Service, Fleet {
  readonly name: string;
  readonly fleet: Fleet = this;
  readonly #config: RequestServiceConfig;
  readonly #context: ServiceContext;
  readonly #parts: RequestParts;
  readonly #servers: Servers;
  readonly #cpu: CpuMeter;
  readonly #host: RequestProcess;
  readonly #bill: TaskBill;
  readonly #targets: TargetGroup;
  readonly #ecs: Pool;
  readonly #path: RequestPath;
  readonly #autoscaler: Autoscaler;
  readonly #loop: ControlLoop;
  readonly #degradation: DegradationLoop | null;
  readonly #minutes: RequestMinutes;
  readonly #clock: MinuteClock;
  /** The highest of the task definitions that were in use. */
  #sidecarHazard = 0;
  readonly #firstClass = new Map<Demand, number>();

  constructor(config: RequestServiceConfig, context: ServiceContext) {
    this.name = context.name;
    this.#config = config;
    this.#context = context;
    this.#parts = createParts(config, context);
    const { simulation, tasks, recorder, classes } = this.#parts;
    this.#servers = new Servers(simulation, classes.usesCpu, (task) => this.#path.computed(task));
    this.#cpu = new CpuMeter(simulation, tasks, this.#servers, {
      bootCpu: config.launch.bootCpu,
      countsDraining: context.autoscaling.countsDraining,
    });
    this.#bill = new TaskBill(context, tasks);
    this.#host = this.#createHost();
    this.#targets = this.#createTargets();
    this.#ecs = this.#createEcsService();
    this.#path = this.#createPath();
    this.#createDeadlines();
    this.#autoscaler = createAutoscaler(config, context, this.#parts.cloudWatch);
    this.#loop = this.#createLoop();
    this.#degradation = this.#createDegradation();
    const minutes = Math.ceil(context.clock.duration / minute);
    this.#minutes = new RequestMinutes(recorder, columnsOf(requestAspects), minutes, context.limits);
    this.#clock = this.#createClock();
    this.#sidecarHazard = this.#ecs.scheduler.deployment.definition.sidecarHazard;
    let first = 0;
    for (const demand of context.demands) {
      this.#firstClass.set(demand, first);
      first += demand.classes.length;
    }
  }

  get inFlight(): number {
    return this.#parts.requests.length;
  }

  begin(): void {
    const { now } = this.#context.simulation;
    const { bounds, desired } = this.#config;
    const held = desired ?? this.#parts.expected.at(now, this.#ecs.scheduler.deployment.definition);
    this.#ecs.scheduler.begin(Math.max(bounds.min, Math.min(bounds.max, held)));
    this.#loop.begin();
    this.#degradation?.begin();
    this.#clock.begin();
  }

  open(demand: Demand): void {
    this.#path.open(demand, this.#firstClass.get(demand)!);
  }

  get station(): Station {
    return this.#path;
  }

  callTo(stationOf: (service: string) => Station): void {
    this.#path.callTo(stationOf);
  }

  deploy({ task, capacity, bounds }: DeploymentChange): void {
    const { definition, strategy } = this.#ecs.scheduler.deployment;
    if (bounds !== undefined) this.#autoscaler.setBounds(bounds);
    const next = task === undefined ? definition : createTaskDefinition(this.name, task);
    this.#sidecarHazard = Math.max(this.#sidecarHazard, next.sidecarHazard);
    this.#ecs.deploy(next, capacity ?? strategy);
  }

  setZoneDown(zone: number, isDown: boolean): void {
    this.#ecs.setZoneDown(zone, isDown);
  }

  stopTasks(count: (running: number) => number): void {
    this.#ecs.stopTasks(count);
  }

  end(): void {
    this.#clock.end();
    this.#ecs.end();
    this.#bill.close();
    this.#loop.close();
    this.#degradation?.close();
  }

  facts(): Facts & Pick<AspectFacts, (typeof requestAspects)[number]> {
    const { recorder, demands, writes } = this.#parts;
    this.#minutes.addRest();
    this.#host.finish();
    const can = possible(this.#config, this.#parts.classes.list);
    return {
      kind: "request-service",
      minutes: this.#minutes.columns,
      demands: demands.facts((recorder) => this.#path.unfinished(recorder), can.latency),
      requests: requestFacts(recorder, this.#path.unfinished()),
      latency: { histogram: recorder.latency.snapshot(), longest: can.latency, within: this.#minutes.within },
      tasks: {
        hours: this.#bill.taskHours,
        changedHours: can.changedHours,
        lost: Object.fromEntries(this.#ecs.lost),
        replacementLags: this.#ecs.replacementLags,
      },
      cpu: columnsAlone,
      memory: columnsAlone,
      scaling: {
        activities: this.#loop.activities,
        lags: this.#loop.lags,
        canScaleOut: can.scaleOut,
        canScaleIn: can.scaleIn,
        canOscillate: can.oscillation,
      },
      spot: {
        interruptions: this.#ecs.interruptions,
        interruptedRequests: recorder.failedBy[INTERRUPTED],
        interruptionsExpected: this.#interruptionsExpected(),
      },
      degradation: {
        degradedMinutes: this.#degradation?.degradedMinutes ?? 0,
        activations: this.#degradation?.activations ?? 0,
        isPossible: can.degradation,
      },
      writes: {
        accepted: writes.accepted,
        flushed: writes.flushed,
        deadLettered: writes.deadLettered,
        lost: writes.lost,
        ...this.#writesAtRisk(),
      },
    };
  }

  #createHost(): RequestProcess {
    const { simulation, tasks, writes, flushTakes } = this.#parts;
    const { writeBuffer, drain } = this.#config;
    return new RequestProcess({
      simulation,
      seed: this.#context.seed,
      service: this.name,
      tables: this.#context.tables,
      tasks,
      servers: this.#servers,
      writes,
      cpu: this.#cpu,
      onSigterm: drain.onSigterm,
      flush: { takes: flushTakes, timeout: writeBuffer.flushTimeout, deadLetter: writeBuffer.deadLetter },
      cut: (task, cause) => this.#path.cut(task, cause),
      hang: (task) => this.#path.hang(task),
      forget: (task) => this.#path.forget(task),
      exited: (task) => this.#ecs.lifecycle.exited(task),
    });
  }

  #createTargets(): TargetGroup {
    const { balancer, tasks } = this.#parts;
    const { healthCheck, drain } = this.#config;
    return new TargetGroup({
      balancer,
      tasks,
      healthCheck,
      deregistrationDelay: drain.deregistrationDelay,
      deregistrationLag: drain.deregistrationLag,
      answersAfter: (task) => this.#answersAfter(task),
    });
  }

  #createEcsService(): Pool {
    const config = this.#config;
    const { simulation, seed, tables, capacity, market, zones, clock, journal } = this.#context;
    return new Pool({
      simulation,
      seed,
      service: this.name,
      tasks: this.#parts.tasks,
      process: this.#host,
      rotation: this.#targets,
      capacity,
      market,
      zones,
      launchTimes: new LaunchTimes(seed, this.name, config.launch, tables),
      scheduler: schedulerConfig(config),
      stopTimeout: config.drain.stopTimeout,
      gracePeriod: config.healthCheck.gracePeriod,
      abruptHazard: this.#parts.abruptHazard,
      until: clock.duration,
      definition: createTaskDefinition(this.name, config.task),
      strategy: config.capacity,
      journal,
      bill: (task) => this.#bill.add(task),
    });
  }

  /** A health check that queues behind the load waits as long as the request at the head of the queue has. */
  #answersAfter(task: number): number {
    const { simulation, requests } = this.#parts;
    const head = this.#servers.headOfQueue(task);
    return head < 0 ? 0 : simulation.now - requests.beganAt(head);
  }

  #createPath(): RequestPath {
    const { simulation, requests, classes, balancer, hasNodes, recorder, demands, writes } = this.#parts;
    const { degradation, retries, ways } = this.#parts;
    return new RequestPath({
      simulation,
      requests,
      classes,
      balancer,
      hasNodes,
      recorder,
      demands,
      writes,
      degradation,
      retries,
      ways,
      latency: this.#config.balancer.latency,
      servers: this.#servers,
      acknowledge: this.#config.writeBuffer.acknowledge,
      connectTimeout: this.#config.balancer.connectTimeout,
      taskIdle: (task) => this.#host.idle(task),
      outOfMemory: (task) => this.#ecs.outOfMemory(task),
    });
  }

  /** The client's time runs on the network too; where a client waits longer, the balancer answers 504 at its idle timeout. */
  #createDeadlines(): Deadlines {
    const { simulation, requests, classes } = this.#parts;
    const { idleTimeout, latency } = this.#config.balancer;
    const left = (timeout: number | null) => Math.max(1, (timeout ?? Infinity) - latency);
    const timeouts = classes.list.map(({ timeout }) => Math.min(left(timeout), idleTimeout));
    return new Deadlines(simulation, requests, timeouts, (row) => this.#path.expire(row));
  }

  #createLoop(): ControlLoop {
    const { simulation, tasks, balancer, expected, cloudWatch } = this.#parts;
    return new ControlLoop({
      simulation,
      tasks,
      balancer,
      expected,
      cloudWatch,
      servers: this.#servers,
      targets: this.#targets,
      scheduler: this.#ecs.scheduler,
      cpu: this.#cpu,
      autoscaler: this.#autoscaler,
      attempts: () => this.#path.attempts,
      journal: this.#context.journal,
    });
  }

  #createDegradation(): DegradationLoop | null {
    const config = this.#config.degradation;
    if (config === undefined) return null;
    const { simulation, tasks, recorder } = this.#parts;
    return new DegradationLoop({
      simulation,
      tasks,
      recorder,
      config,
      controller: new Degradation(config),
      effect: this.#parts.degradation,
      servers: this.#servers,
      cpu: this.#cpu,
      autoscaler: this.#autoscaler,
      journal: this.#context.journal,
    });
  }

  #createClock(): MinuteClock {
    const { simulation, clock, books } = this.#context;
    const { balancer } = this.#config;
    const { recorder, writes, classes, tasks } = this.#parts;
    const usage = new UsageMeter({ books, service: this.name, balancer, recorder, writes, classes: classes.list });
    let before: CpuUse = { used: 0, reserved: 0 };
    return new MinuteClock(simulation, clock.duration, {
      open: () => {
        writes.beginReport();
        usage.begin();
        before = this.#cpu.total();
      },
      close: (minute, from, to) => {
        const running = tasks.count((task) => tasks.isRunning(task));
        const used = this.#cpu.total();
        this.#minutes.close(minute, {
          desired: this.#ecs.scheduler.desired,
          running,
          spot: tasks.count((task) => tasks.isRunning(task) && providers[tasks.provider[task]].purchase === "spot"),
          cpu: utilization(used, before),
          memory: this.#servers.memoryUse(tasks),
        });
        before = used;
        usage.close(from, to, running);
      },
    });
  }

  #interruptionsExpected(): number {
    return this.#context.market.hazardPerHour * hoursOf(this.#minutes.columns.spot) + this.#ecs.crunchNotices;
  }

  #writesAtRisk(): Pick<AspectFacts["writes"], "lostAtMost" | "lostAtOnce"> {
    const minutes = this.#minutes.columns;
    const { flushTakes } = this.#parts;
    const exposure = {
      taskHours: this.#bill.taskHours,
      spotTaskHours: hoursOf(minutes.spot),
      writesMax: writesMaxOf(this.#parts.classes.list),
      peakRequestsPerTaskMinute: peakRequestsPerTask(minutes.arrived, minutes.running),
      crunchNotices: this.#ecs.crunchNotices,
      ended: this.#host.ended,
      interruptionHazard: this.#context.market.hazardPerHour,
      abruptHazard: this.#parts.abruptHazard + this.#sidecarHazard,
    };
    return {
      lostAtMost: writesLostAtMost(exposure, this.#config, flushTakes),
      lostAtOnce: writesLostAtOnce(exposure, this.#config, flushTakes),
    };
  }
}
