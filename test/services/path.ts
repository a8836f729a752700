import { Simulation } from "../../sim/engine/simulation.js";
import { NO_CAPACITY, TASK_LOST } from "../../sim/facts/ends.js";
import { Recorder } from "../../sim/facts/recorder.js";
import type { TaskDefinition } from "../../sim/pool/task-definition.js";
import { createTaskDefinition, taskShape } from "../../sim/services/fleet/task-definitions.js";
import { LeastOutstanding } from "../../sim/targets/least-outstanding.js";
import { Ways } from "../../sim/work/calls.js";
import { ClassTable } from "../../sim/work/classes.js";
import { Deadlines } from "../../sim/work/deadlines.js";
import { WorkErrors } from "../../sim/work/errors.js";
import { RequestDegradation } from "../../sim/work/request-degradation.js";
import { RequestPath } from "../../sim/work/request-path.js";
import { Retries } from "../../sim/work/retries.js";
import { WorkTable } from "../../sim/work/row.js";
import { Servers } from "../../sim/work/servers.js";
import { undivided } from "../../sim/work/split.js";
import { WriteBuffer } from "../../sim/work/write-buffer.js";
import { Callees } from "../../workload/calls.js";
import { Demand } from "../../workload/demand.js";
import { type Call, requestClassShape } from "../../workload/requests.js";
import { tablesOf } from "../workload/fixture.js";

export const ms = (milliseconds: number) => milliseconds * 1_000;

export interface PathOptions {
  /** Keys of the request, as a scenario writes them, or of several classes of them. */
  readonly request?: object;
  readonly classes?: readonly object[];
  /** Keys of the task beside 1 vCPU and 2 GB. */
  readonly task?: object;
  /** What comes from outside, where it is made already. */
  readonly demand?: Demand;
  /** Instants of arrival, in milliseconds. */
  readonly arrivals: readonly number[];
  readonly tasks?: number;
  readonly acknowledge?: "buffered" | "durable";
  /** Of a chain of services: whose time it shares, what services do for each other, and how this one is called. */
  readonly chain?: { readonly simulation: Simulation; readonly callees: Callees; readonly calls: readonly Call[] };
}

/** The path of requests through a few tasks that are always there: the data plane without ECS around it. */
export class Path {
  readonly simulation: Simulation;
  readonly requests = new WorkTable();
  readonly recorder = new Recorder();
  readonly writes = new WriteBuffer(ms(100), ms(10));
  readonly degradation = new RequestDegradation(1, "web");
  readonly balancer = new LeastOutstanding();
  readonly servers: Servers;
  readonly service: RequestPath;
  /** Told of a task that was told to stop and has no request left. */
  taskIdle: (task: number) => void = () => {};
  readonly outOfMemory: number[] = [];
  readonly definition: TaskDefinition;

  constructor({ task = {}, tasks = 1, acknowledge = "buffered", chain = alone(), ...sent }: PathOptions) {
    const { requests } = this;
    const { simulation, calls } = chain;
    this.simulation = simulation;
    const demand = sent.demand ?? visits(sent, chain.callees);
    const list = [...demand.classes, ...calls.flatMap(({ classes }) => classes)];
    const classes = new ClassTable(list);
    this.servers = new Servers(simulation, classes.usesCpu);
    const timeouts = list.map(({ timeout }) => timeout ?? ms(60_000));
    this.service = new RequestPath({
      ...this,
      classes,
      servers: this.servers,
      retries: new Retries(requests, classes, 1, ms(60_000)),
      acknowledge,
      recorders: [],
      split: undivided(),
      hasNodes: false,
      noTarget: NO_CAPACITY,
      ways: new Ways(1, calls, demand.classes.length),
      overflow: null,
      latency: 0,
      connectTimeout: ms(10_000),
      errors: new WorkErrors(1, classes),
      taskFreed: (task) => this.taskIdle(task),
      outOfMemory: (task) => this.outOfMemory.push(task),
    });
    this.servers.connect(this.service);
    this.definition = createTaskDefinition("web", taskShape.parse({ cpu: "1 vCPU", memory: "2 GB", ...task }));
    new Deadlines(simulation, requests, timeouts, (row) => this.service.expire(row));
    for (let task = 0; task < tasks; task++) this.open(task);
    this.service.open(demand, 0);
  }

  /** A task is up and in rotation. */
  open(task: number): void {
    this.servers.open(task, this.definition);
    this.writes.open(task, this.simulation.now);
    this.balancer.add(task);
  }

  /** A task dies with everything it holds; its row may be opened again at once. */
  kill(task: number): void {
    this.balancer.remove(task);
    this.service.cut(task, TASK_LOST);
    this.servers.close(task);
    this.writes.lost += this.writes.held(task, this.simulation.now);
  }

  /** A task answers nothing any more, and its balancer has noticed. */
  silence(task: number): void {
    this.balancer.remove(task);
    this.service.hang(task);
    this.service.forget(task);
    this.servers.close(task);
    this.writes.lost += this.writes.held(task, this.simulation.now);
  }

  /** Whether the next requests go to as many tasks: none is thought to be busier than another. */
  isEven(tasks: number): boolean {
    return new Set(Array.from({ length: tasks }, () => this.balancer.take())).size === tasks;
  }

  /** Lets time pass until `milliseconds`. */
  until(milliseconds: number): this {
    this.simulation.runUntil(ms(milliseconds));
    return this;
  }

  /** Does something at an instant, in milliseconds. */
  at(milliseconds: number, action: () => void): this {
    this.simulation.after(ms(milliseconds) - this.simulation.now, this.simulation.event("test", action), 0);
    return this;
  }

  /** How many ended in each way so far. */
  get ends(): readonly [completed: number, degraded: number, failed: number, unfinished: number] {
    const { completed, degraded, failed } = this.recorder;
    return [completed, degraded, failed, this.service.unfinished()];
  }

  /** The mean latency of answers, in milliseconds. */
  get meanMs(): number {
    return this.recorder.answers.mean / 1_000;
  }
}

function alone(): NonNullable<PathOptions["chain"]> {
  return { simulation: new Simulation(), callees: new Callees(new Map(), tablesOf()), calls: [] };
}

/** The requests that come from outside: visits of some classes at given instants. */
export function visits({ request, classes, arrivals }: PathOptions, callees: Callees): Demand {
  const written = classes ?? (request === undefined ? [] : [request]);
  const configs = written.map((keys) => requestClassShape.parse({ name: "page", ...keys }));
  const left = arrivals.map(ms);
  const fill = (times: Float64Array) => {
    const next = left.splice(0, times.length);
    times.set(next);
    return next.length;
  };
  return new Demand({
    seed: 1,
    serverSeed: 1,
    name: "visits",
    to: "web",
    classes: configs.map((config) => callees.createClass(config, 1, "visits")),
    arrivals: { rates: { from: new Float64Array(1), rate: new Float64Array(1) }, fill },
    sessions: null,
    slowdowns: null,
  });
}
