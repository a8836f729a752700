import { minute } from "../../../scenarios/language/units/time.js";
import type { Demand } from "../../../workload/demand.js";
import { ProcessorSharing } from "../../cpu/processor-sharing.js";
import { NO_CAPACITY, THROTTLED } from "../../facts/ends.js";
import type { Facts, MinuteFacts } from "../../facts/facts.js";
import { Recorder } from "../../facts/recorder.js";
import { RequestMinutes } from "../../facts/request-minutes.js";
import { columnsOf } from "../../facts/service-metrics.js";
import { Gate } from "../../targets/gate.js";
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
import { MinuteClock } from "../minute-clock.js";
import { DemandRecorders, longestLatency, requestFacts } from "../request-facts.js";
import type { Service } from "../service.js";
import type { ServiceContext } from "../service-context.js";
import type { DependencyConfig } from "./shape.js";

/** The aspects of such a service. */
export const dependencyAspects = ["requests", "latency"] as const;

/** The only server. */
const ONLY = 0;

/**
 * A path of requests to one server that is always there: its slots are the calls that are worked on at once, and each has
 * a core of its own where a demand's request asks for CPU. Before it stands a gate, where its rate is limited.
 */
export class Dependency implements Service {
  readonly fleet = null;
  readonly name: string;
  readonly station: Station;
  readonly #context: ServiceContext;
  readonly #classes: ClassTable;
  readonly #requests = new WorkTable();
  readonly #recorder = new Recorder();
  readonly #demands: DemandRecorders;
  readonly #path: RequestPath;
  readonly #minutes: RequestMinutes;
  readonly #clock: MinuteClock;

  constructor(config: DependencyConfig, context: ServiceContext) {
    const { simulation, demands, calls, clock } = context;
    this.name = context.name;
    this.#context = context;
    this.#classes = new ClassTable([...demands, ...calls].flatMap(({ classes }) => classes));
    this.#demands = new DemandRecorders(context.apart, [...demands, ...calls], 0);
    this.#path = this.#createPath(config);
    this.station = this.#path;
    const timeouts = this.#classes.list.map(({ timeout }) => timeout ?? Number.POSITIVE_INFINITY);
    new Deadlines(simulation, this.#requests, timeouts, (row) => this.#path.expire(row));
    const minutes = Math.ceil(clock.duration / minute);
    this.#minutes = new RequestMinutes(this.#recorder, columnsOf(dependencyAspects), minutes, context.limits);
    this.#clock = new MinuteClock(simulation, clock.duration, {
      open: () => {},
      close: (minute) => this.#minutes.close(minute, {}),
    });
  }

  get inFlight(): number {
    return this.#requests.length;
  }

  begin(): void {
    this.#clock.begin();
  }

  open(demand: Demand): void {
    this.#path.open(demand, firstClassOf(demand, this.#context.demands));
  }

  callTo(stationOf: (service: string) => Station): void {
    this.#path.callTo(stationOf);
  }

  get soFar(): MinuteFacts {
    return this.#minutes.soFar;
  }

  end(): void {
    this.#clock.end();
  }

  facts(): Facts {
    this.#minutes.addRest();
    const balancer = { idleTimeout: Number.POSITIVE_INFINITY, latency: 0 };
    const longest = Math.max(0, ...this.#classes.list.map((each) => longestLatency(each, balancer)));
    return {
      kind: "dependency",
      minutes: this.#minutes.columns,
      demands: this.#demands.facts((recorder) => this.#path.unfinished(recorder), longest),
      requests: requestFacts(this.#recorder, this.#path.unfinished()),
      latency: { histogram: this.#recorder.latency.snapshot(), longest, within: this.#minutes.within },
    };
  }

  #createPath({ maxConcurrent, queue, rateLimit }: DependencyConfig): RequestPath {
    const { simulation, seed, clientSeed, name, demands, calls } = this.#context;
    const classes = this.#classes;
    const requests = this.#requests;
    const sent = classCount(demands);
    const servers = new Servers(simulation, classes.usesCpu);
    const writes = new WriteBuffer(minute, 0);
    writes.open(ONLY, simulation.now);
    const path = new RequestPath({
      simulation,
      requests,
      classes,
      servers,
      balancer: new Gate(rateLimit ?? null),
      hasNodes: false,
      noTarget: rateLimit === undefined ? NO_CAPACITY : THROTTLED,
      recorder: this.#recorder,
      recorders: this.#demands.byClass,
      writes,
      connectTimeout: Number.POSITIVE_INFINITY,
      acknowledge: "buffered",
      degradation: new RequestDegradation(seed, name),
      retries: new Retries(requests, classes, clientSeed, Number.POSITIVE_INFINITY),
      ways: new Ways(seed, calls, sent),
      overflow: null,
      latency: 0,
      errors: new WorkErrors(seed, classes),
      taskFreed: () => {},
      split: undivided(),
      outOfMemory: () => {},
    });
    servers.connect(path);
    servers.open(ONLY, {
      ...{ slots: maxConcurrent, queueLimit: queue, cpuWorkFactor: 1, baseMemoryMib: 0, memoryMib: Infinity },
      createCpu: () => new ProcessorSharing(maxConcurrent),
    });
    return path;
  }
}
