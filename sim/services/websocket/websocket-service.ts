import { minute } from "../../../scenarios/language/units/time.js";
import type { Demand } from "../../../workload/demand.js";
import { INTERRUPTED, NO_CAPACITY } from "../../facts/ends.js";
import type { AspectFacts, AspectName, Facts, MinuteFacts } from "../../facts/facts.js";
import { Recorder } from "../../facts/recorder.js";
import { RequestMinutes } from "../../facts/request-minutes.js";
import { columnsOf } from "../../facts/service-metrics.js";
import { TaskTable } from "../../pool/task-table.js";
import { createBalancer, type LoadBalancer } from "../../targets/index.js";
import { TargetGroup } from "../../targets/target-group.js";
import { Ways } from "../../work/calls.js";
import { ClassTable, firstClassOf } from "../../work/classes.js";
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
import { DemandRecorders, requestFacts } from "../request-facts.js";
import { RequestUsage } from "../request-usage.js";
import type { Service } from "../service.js";
import type { ServiceContext } from "../service-context.js";
import { Connections, type KeptDemand } from "./connections.js";
import { Messages } from "./messages.js";
import { SessionRecorder } from "./session-recorder.js";
import { SessionTable } from "./session-table.js";
import type { WebsocketServiceConfig } from "./shape.js";
import { SocketProcess } from "./socket-process.js";

/** Aspects of a service of connections. */
export const websocketAspects = [
  ...["latency", "requests", "sessions"],
  ...fleetAspects,
] as const satisfies readonly AspectName[];

/**
 * A service that holds connections, put together from the inside out. A session meets the balancer once, when it connects; its
 * messages go to the task that holds it.
 *
 *     sessions ──► connections ──► balancer
 *                       │  ▲           └──► a task for life
 *              messages ▼  │ lost
 *                     path ──► servers ◄── process ◄── fleet ──► targets
 */
export class WebsocketService implements Service {
  readonly name: string;
  readonly fleet: TaskFleet;
  /** Every session that is not over, and the task that holds it. */
  readonly sessions = new SessionTable();
  readonly tasks = new TaskTable();
  readonly #config: WebsocketServiceConfig;
  readonly #context: ServiceContext;
  readonly #rows = new WorkTable();
  readonly #classes: ClassTable;
  readonly #recorder: Recorder;
  readonly #told: SessionRecorder;
  readonly #demands: DemandRecorders;
  readonly #writes = new WriteBuffer(1, 0);
  readonly #balancer: LoadBalancer;
  readonly #servers: Servers;
  readonly #cpu: CpuGauge;
  readonly #sockets: SocketProcess;
  readonly #path: RequestPath;
  readonly #connections: Connections;
  readonly #minutes: RequestMinutes;
  readonly #clock: MinuteClock;

  constructor(config: WebsocketServiceConfig, context: ServiceContext) {
    const { name, simulation, seed, demands, autoscaling, clock, limits } = context;
    const { balancer, launch } = config;
    this.name = name;
    this.#config = config;
    this.#context = context;

    this.#classes = new ClassTable(demands.flatMap(({ classes }) => classes));
    this.#recorder = new Recorder(balancer.latency);
    this.#told = new SessionRecorder(simulation);
    this.#demands = new DemandRecorders(context.apart, demands, balancer.latency);
    this.#balancer = createBalancer({ ...balancer, nodes: balancer.nodes ?? context.zones }, seed, name);
    this.#servers = new Servers(simulation, this.#classes.usesCpu);
    this.#cpu = new CpuGauge(simulation, this.tasks, this.#servers, {
      bootCpu: launch.bootCpu,
      countsDraining: autoscaling.countsDraining,
    });
    this.#sockets = new SocketProcess({
      simulation,
      seed,
      service: name,
      tables: context.tables,
      tasks: this.tasks,
      servers: this.#servers,
      cpu: this.#cpu,
      onSigterm: config.drain.onSigterm,
    });
    this.fleet = this.#createFleet();

    const ways = new Ways(seed, [], 0);
    this.#path = this.#createPath(ways);
    this.#connections = this.#createConnections(ways);
    this.#servers.connect(this.#path);
    this.#sockets.connect(this.#path, this.#connections);
    this.#createDeadlines();
    const minutes = Math.ceil(clock.duration / minute);
    this.#minutes = new RequestMinutes(
      this.#recorder,
      columnsOf([...websocketAspects, ...instanceAspects(config)]),
      minutes,
      limits,
    );
    this.#clock = this.#createClock();
  }

  /** Messages that are not answered; a session holds a row too, but waits for nobody. */
  get inFlight(): number {
    return this.#rows.length;
  }

  begin(): void {
    this.fleet.begin({
      requests: {
        targets: () => this.#balancer.size,
        attempts: () => this.#path.attempts,
        queuedOf: (task) => this.#servers.queues[task].length,
      },
      connections: { connectionsOf: (task) => this.sessions.openAt(task) },
    });
    this.#clock.begin();
  }

  open(demand: Demand): void {
    this.#connections.open(demand);
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
    this.#told.end(this.#connections.outages());
  }

  facts(): Facts & Pick<AspectFacts, (typeof websocketAspects)[number]> {
    this.#minutes.addRest();
    const longest = Math.max(0, ...this.#classes.list.map(({ timeout }) => timeout ?? Number.POSITIVE_INFINITY));
    return {
      kind: "websocket-service",
      minutes: this.#minutes.columns,
      demands: this.#demands.facts((recorder) => this.#path.unfinished(recorder), longest),
      requests: requestFacts(this.#recorder, this.#path.unfinished()),
      latency: { histogram: this.#recorder.latency.snapshot(), longest, within: this.#minutes.within },
      sessions: this.#told.facts,
      ...this.fleet.facts(this.#minutes.columns, this.#recorder.failedBy[INTERRUPTED]),
    };
  }

  #createFleet(): TaskFleet {
    const { drain, healthCheck } = this.#config;
    return new TaskFleet({
      config: this.#config,
      context: this.#context,
      tasks: this.tasks,
      servers: this.#servers,
      cpu: this.#cpu,
      process: this.#sockets,
      rotation: this.#createTargets(),
      stopTimeout: drain.stopTimeout,
      gracePeriod: healthCheck.gracePeriod,
      loads: this.#context.loads,
    });
  }

  #createTargets(): TargetGroup {
    const { healthCheck, drain } = this.#config;
    return new TargetGroup({
      balancer: this.#balancer,
      tasks: this.tasks,
      healthCheck,
      deregistrationDelay: drain.deregistrationDelay,
      deregistrationLag: drain.deregistrationLag,
      answersAfter: (task) => this.#answersAfter(task),
    });
  }

  /** A health check that queues behind the messages waits as long as the one at the head of the queue has. */
  #answersAfter(task: number): number {
    const head = this.#servers.headOfQueue(task);
    return head < 0 ? 0 : this.#context.simulation.now - this.#rows.beganAt(head);
  }

  #createConnections(ways: Ways): Connections {
    const { simulation, clientSeed } = this.#context;
    const { byClass } = this.#demands;
    return new Connections({
      simulation,
      seed: clientSeed,
      kept: this.#keptDemands(),
      table: this.sessions,
      messages: new Messages(simulation, this.#rows, this.sessions, this.#recorder, byClass),
      recorder: this.#told,
      balancer: this.#balancer,
      servers: this.#servers,
      path: this.#path,
      ways,
      connectionsPerTask: this.#config.connectionsPerTask,
      connectTimeout: this.#config.balancer.connectTimeout,
      taskIdle: (task) => this.fleet.pool.lifecycle.exited(task),
      outOfMemory: (task) => this.fleet.pool.outOfMemory(task),
    });
  }

  /** The connection settings of its sessions, completed by the service's own. */
  #keptDemands(): readonly KeptDemand[] {
    const { heartbeat = Number.POSITIVE_INFINITY, idleTimeout, balancer, connectionMemory } = this.#config;
    const { demands } = this.#context;
    return demands.map((demand) => {
      const { config } = demand.sessions!;
      return {
        demand,
        config,
        firstClass: firstClassOf(demand, demands),
        heartbeat: Math.min(heartbeat, config.heartbeat),
        idleTimeout: Math.min(balancer.idleTimeout, idleTimeout ?? config.idleTimeout),
        memoryMib: connectionMemory[config.connection],
      };
    });
  }

  /** A message goes where its connection is: nothing is balanced or counted for it, and it is not tried again. */
  #createPath(ways: Ways): RequestPath {
    const { simulation, seed, clientSeed } = this.#context;
    const { connectTimeout, latency } = this.#config.balancer;
    return new RequestPath({
      simulation,
      requests: this.#rows,
      classes: this.#classes,
      balancer: null,
      hasNodes: false,
      noTarget: NO_CAPACITY,
      recorder: this.#recorder,
      recorders: this.#demands.byClass,
      writes: this.#writes,
      degradation: new RequestDegradation(seed, this.name),
      retries: new Retries(this.#rows, this.#classes, clientSeed, 0),
      ways,
      latency,
      servers: this.#servers,
      acknowledge: "durable",
      connectTimeout,
      errors: new WorkErrors(seed, this.#classes),
      overflow: null,
      split: undivided(),
      taskFreed: () => {},
      outOfMemory: (task) => this.fleet.pool.outOfMemory(task),
    });
  }

  /** A client waits for a reply as long as its session says, the network included. */
  #createDeadlines(): void {
    const { latency } = this.#config.balancer;
    const timeouts = this.#classes.list.map(({ timeout }) => Math.max(1, (timeout ?? Infinity) - latency));
    new Deadlines(this.#context.simulation, this.#rows, timeouts, (row) => this.#path.expire(row));
  }

  #createClock(): MinuteClock {
    const { simulation, clock, books } = this.#context;
    const usage = new RequestUsage({
      books,
      service: this.name,
      balancer: this.#config.balancer,
      recorder: this.#recorder,
      writes: this.#writes,
      classes: this.#classes.list,
      connections: this.#told,
    });
    let reconnects = 0;
    return new MinuteClock(simulation, clock.duration, {
      open: () => {
        this.#writes.beginReport();
        this.#told.begin();
        usage.begin();
        this.fleet.openMinutes();
      },
      close: (minute, from, to) => {
        const beside = this.fleet.closeMinute();
        const tried = this.#told.reconnectAttempts;
        this.#minutes.close(minute, { ...beside, connections: this.#told.open, reconnects: tried - reconnects });
        reconnects = tried;
        usage.close(from, to, beside.running);
      },
    });
  }
}
