import { minute } from "../../../scenarios/language/units/time.js";
import type { Demand } from "../../../workload/demand.js";
import { meterLogs } from "../../cost/metering.js";
import { CloudWatch } from "../../facts/cloudwatch.js";
import type { AspectName, Facts, MinuteFacts } from "../../facts/facts.js";
import { MetricFeed } from "../../facts/gauge.js";
import { Recorder } from "../../facts/recorder.js";
import { RequestMinutes } from "../../facts/request-minutes.js";
import { columnsOf } from "../../facts/service-metrics.js";
import { Autoscaler, type AutoscalerResult } from "../../scaling/autoscaler.js";
import { createGauges, type Gauges, type MetricName, metricTimings } from "../../scaling/metric.js";
import { scheduleRefused } from "../../scaling/policy.js";
import { ScalingLoop } from "../../scaling/scaling-loop.js";
import { createPolicies } from "../../scaling/scaling-shape.js";
import { Ways } from "../../work/calls.js";
import { ClassTable, classCount, firstClassOf } from "../../work/classes.js";
import { Deadlines } from "../../work/deadlines.js";
import { WorkErrors } from "../../work/errors.js";
import { Retries } from "../../work/retries.js";
import { WorkTable } from "../../work/row.js";
import type { Station } from "../../work/station.js";
import { timetableOf } from "../fleet/control-loop.js";
import { inWorkAt } from "../fleet/expected-size.js";
import { MinuteClock } from "../minute-clock.js";
import { DemandRecorders, longestLatency, requestFacts } from "../request-facts.js";
import type { Service } from "../service.js";
import type { ServiceContext } from "../service-context.js";
import { ColdStarts, coldStartStreams } from "./cold-starts.js";
import { Environments } from "./environments.js";
import { EventRetries } from "./event-retries.js";
import { LambdaPath } from "./lambda-path.js";
import { Provisioned } from "./provisioned.js";
import { type LambdaConfig, slowdownOf } from "./shape.js";

/** Aspects of a function. */
export const lambdaAspects = ["latency", "requests", "invocations"] as const satisfies readonly AspectName[];

const mibPerGb = 1_024;

/** Counts that grow all through a run; minutes are their differences. */
interface Counts {
  readonly started: number;
  readonly coldStarts: number;
  readonly throttled: number;
  readonly billedMs: number;
  readonly provisionedMs: number;
  /** Environment-microseconds. */
  readonly busy: number;
  readonly idle: number;
  readonly provisionedHeld: number;
  readonly provisionedUsed: number;
}

/**
 * A Lambda function: a path of invocations through its environments, and what it is billed for.
 *
 *     requests ──► path ──► environments ──► provisioned   made in advance; scaling moves how many
 *                   ▲            ├─────────► idle          the one used last is used next
 *                   └── steps ───┘           new           a cold start; concurrency and pace permitting
 */
export class LambdaService implements Service {
  readonly fleet = null;
  readonly name: string;
  readonly #config: LambdaConfig;
  readonly #context: ServiceContext;
  readonly #classes: ClassTable;
  readonly #requests = new WorkTable();
  readonly #recorder: Recorder;
  readonly #demands: DemandRecorders;
  readonly #provisioned: Provisioned;
  readonly #environments: Environments;
  readonly #path: LambdaPath;
  readonly #minutes: RequestMinutes;
  readonly #clock: MinuteClock;
  #before: Counts;
  #billedGbMs = 0;

  constructor(config: LambdaConfig, context: ServiceContext) {
    const { simulation, demands, calls, clock, tables, seed, name } = context;
    this.name = name;
    this.#config = config;
    this.#context = context;
    this.#classes = new ClassTable([...demands, ...calls].flatMap(({ classes }) => classes));
    this.#recorder = new Recorder(config.latency);
    this.#demands = new DemandRecorders(context.apart, [...demands, ...calls], config.latency);
    const concurrency = context.concurrency.of(config.reservedConcurrency);
    const coldStarts = new ColdStarts(config, tables, coldStartStreams(seed, name));
    this.#provisioned = new Provisioned({
      simulation,
      seed,
      service: name,
      config: config.provisioned,
      tables,
      concurrency,
      coldStarts,
      journal: context.journal,
      charge: (from, to, environments) => this.#charge(from, to, environments),
    });
    this.#environments = new Environments(simulation, config.keepAlive, concurrency, coldStarts, this.#provisioned);
    this.#path = this.#createPath();
    const left = (timeout: number | null) => Math.max(1, (timeout ?? Number.POSITIVE_INFINITY) - config.latency);
    const timeouts = this.#classes.list.map(({ timeout }) => left(timeout));
    new Deadlines(simulation, this.#requests, timeouts, (row) => this.#path.expire(row));
    const minutes = Math.ceil(clock.duration / minute);
    this.#minutes = new RequestMinutes(this.#recorder, columnsOf(lambdaAspects), minutes, context.limits);
    this.#before = this.#counts();
    this.#clock = new MinuteClock(simulation, clock.duration, {
      open: () => this.#openMinutes(),
      close: (minute, from, to) => this.#closeMinute(minute, from, to),
    });
  }

  get station(): Station {
    return this.#path;
  }

  get inFlight(): number {
    return this.#requests.length;
  }

  begin(): void {
    const { bounds, desired } = this.#config.provisioned;
    this.#provisioned.begin(desired ?? bounds.min);
    if (this.#config.scaling.length > 0) this.#beginScaling();
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
    this.#provisioned.end();
  }

  facts(): Facts {
    this.#minutes.addRest();
    const { tally, early } = this.#path;
    const { attempts } = this.#environments;
    const isAsynchronous = this.#config.invocation === "asynchronous";
    const balancer = { idleTimeout: Number.POSITIVE_INFINITY, latency: this.#config.latency };
    const longest = isAsynchronous
      ? this.#config.latency
      : Math.max(0, ...this.#classes.list.map((each) => longestLatency(each, balancer)));
    return {
      kind: "lambda",
      minutes: this.#minutes.columns,
      demands: this.#demands.facts((recorder) => this.#path.unfinished(recorder), longest),
      requests: requestFacts(this.#recorder, this.#path.unfinished()),
      latency: { histogram: this.#recorder.latency.snapshot(), longest, within: this.#minutes.within },
      invocations: {
        started: attempts.started - early.started,
        coldStarts: attempts.coldStarts - early.coldStarts,
        spillover: attempts.spillover - early.spillover,
        throttled: attempts.throttled - early.throttled,
        errors: tally.errors,
        retried: tally.retried + this.#recorder.retried,
        events: {
          worked: tally.worked,
          deadLettered: tally.deadLettered,
          dropped: tally.dropped,
          underWay: this.#path.underWay,
        },
        concurrencyMax: this.#environments.most,
        billedGbMs: this.#billedGbMs,
      },
    };
  }

  get #memoryGb(): number {
    return this.#config.memory / mibPerGb;
  }

  #createPath(): LambdaPath {
    const config = this.#config;
    const { simulation, seed, clientSeed, demands, calls } = this.#context;
    const sent = classCount(demands);
    return new LambdaPath({
      simulation,
      requests: this.#requests,
      classes: this.#classes,
      environments: this.#environments,
      recorder: this.#recorder,
      demands: this.#demands,
      retries: new Retries(this.#requests, this.#classes, clientSeed, Number.POSITIVE_INFINITY),
      events: config.invocation === "asynchronous" ? new EventRetries(config.asynchronous) : null,
      ways: new Ways(seed, calls, sent),
      slowdown: slowdownOf(config),
      timeout: config.timeout,
      errors: new WorkErrors(seed, this.#classes),
      latency: config.latency,
    });
  }

  /** The same policies as those of tasks; what they scale is how many environments are provisioned. */
  #beginScaling(): void {
    const { simulation, clock, autoscaling } = this.#context;
    const { scaling, provisioned } = this.#config;
    const cloudWatch = new CloudWatch<MetricName>(metricTimings(autoscaling));
    const autoscaler = new Autoscaler({
      policies: createPolicies(scaling, clock),
      bounds: provisioned.bounds,
      metrics: cloudWatch,
      timing: autoscaling,
      start: simulation.now,
    });
    const timetable = timetableOf(simulation);
    new MetricFeed(cloudWatch, this.#gauges(), autoscaler.tasksSampledEvery).begin(timetable);
    const decided = (result: AutoscalerResult, from: number) => this.#decided(result, from);
    new ScalingLoop({ autoscaler, target: this.#provisioned, timetable, decided }).begin();
  }

  /**
   * It has no tasks. Before the simulation its provisioned environments were as busy as the load of that moment keeps
   * them.
   */
  #gauges(): Gauges {
    const { now } = this.#context.simulation;
    const nothing = { used: 0, reserved: 0 };
    const metered = {
      now: () => this.#context.simulation.now,
      desired: () => this.#provisioned.desired,
      cpu: () => nothing,
      tasks: (): readonly number[] => [],
      runningAt: () => now,
      cpuOf: () => nothing,
      memoryOf: () => nothing,
      provisioned: {
        used: () => this.#provisioned.used,
        held: () => this.#provisioned.held,
      },
    };
    const inWork = inWorkAt(this.#context.loads, now, slowdownOf(this.#config));
    return createGauges(metered, () => inWork / this.#provisioned.desired);
  }

  #decided({ activity, desired: to, refusal }: AutoscalerResult, from: number): void {
    const { journal } = this.#context;
    if (refusal === "ValidationException") journal("scheduled-action", scheduleRefused);
    if (activity === null || to === from) return;
    const { cause, direction, reason } = activity;
    journal(`provisioned-${direction}`, `provisioned ${from} → ${to}: ${reason}`, { from, to, cause });
  }

  #openMinutes(): void {
    const { busy } = this.#environments;
    this.#environments.most = busy + this.#provisioned.busy;
    this.#before = this.#counts();
  }

  #closeMinute(minute: number, from: number, to: number): void {
    const before = this.#before;
    const now = this.#counts();
    this.#before = now;
    const grown = (count: keyof Counts) => now[count] - before[count];
    const mean = (time: keyof Counts) => grown(time) / (to - from);
    const started = grown("started");
    this.#minutes.close(minute, {
      started,
      coldStarts: grown("coldStarts"),
      throttled: grown("throttled"),
      busyEnvironments: mean("busy") + mean("provisionedUsed"),
      idleEnvironments: mean("idle"),
      provisionedEnvironments: mean("provisionedHeld"),
      provisionedBusy: mean("provisionedUsed"),
    });
    this.#bill(from, to, { requests: started, billedMs: grown("billedMs"), provisionedMs: grown("provisionedMs") });
  }

  /** Bills the invocations of a minute; an invocation's whole duration belongs to the minute in which it ended. */
  #bill(
    from: number,
    to: number,
    { requests, billedMs, provisionedMs }: Readonly<Record<"requests" | "billedMs" | "provisionedMs", number>>,
  ): void {
    const { ledger, books } = this.#context;
    const { architecture } = this.#config;
    const service = this.name;
    const memoryGb = this.#memoryGb;
    this.#billedGbMs += (billedMs + provisionedMs) * memoryGb;
    ledger.spread({ meter: "lambda-requests", service }, from, to, requests);
    ledger.spread({ meter: `lambda-duration:${architecture}`, service }, from, to, billedMs * memoryGb);
    ledger.spread(
      { meter: `lambda-provisioned-duration:${architecture}`, service },
      from,
      to,
      provisionedMs * memoryGb,
    );
    for (const book of books) meterLogs(book, { service, from, to, requests });
  }

  #charge(from: number, to: number, environments: number): void {
    const { architecture } = this.#config;
    const account = { meter: `lambda-provisioned:${architecture}`, service: this.name } as const;
    this.#context.ledger.span(account, from, to, environments * this.#memoryGb);
  }

  #counts(): Counts {
    const { started, coldStarts, throttled } = this.#environments.attempts;
    return {
      started,
      coldStarts,
      throttled,
      billedMs: this.#environments.billedMs,
      provisionedMs: this.#environments.provisionedMs + this.#provisioned.initMs,
      busy: this.#environments.used,
      idle: this.#environments.idled,
      provisionedHeld: this.#provisioned.held,
      provisionedUsed: this.#provisioned.used,
    };
  }
}
