import { type Arrivals, createArrivals, followsCurve } from "./arrivals/index.js";
import { Thinned } from "./arrivals/thinned.js";
import type { Callees } from "./calls.js";
import type { Clock } from "./clock.js";
import { compileCurve, type RateSegments } from "./curves/index.js";
import { segmentsOf } from "./curves/segments.js";
import { Demand, type DemandSessions } from "./demand.js";
import { classesOf, type DemandConfig, hasSessions, type SessionDemandConfig } from "./demand-shape.js";
import { type Dispersion, dispersionOf } from "./dispersion.js";
import { createDistribution } from "./distributions/index.js";
import type { SlowDownstream, TrafficSpike } from "./incidents.js";
import { keyedDraws, Random } from "./random.js";
import { createRequestClass, type RequestClass } from "./requests.js";
import { messageRates, openSessions, SessionMessages, SessionTimeline } from "./sessions.js";
import { Slowdowns } from "./slowdowns.js";
import { spiked } from "./spike.js";
import type { Tables } from "./tables.js";
import { momentsOf } from "./when.js";

/**
 * What demands are made from, besides their own keys: one replication's seeds, the run's clock, files and incidents.
 */
export interface DemandContext {
  /** Seed for what clients do: when requests come, and of which class each is. */
  readonly seed: number;
  /** Seed for how long servers take; the same as `seed` when left out. */
  readonly serverSeed?: number | undefined;
  readonly clock: Clock;
  readonly tables: Tables;
  readonly spikes: readonly TrafficSpike[];
  readonly slowdowns: readonly SlowDownstream[];
  /** What services do for their callers; without it no step can call a service. */
  readonly callees?: Callees;
}

/** Makes the demands of a scenario, in its order. Each draws from its own streams, whatever the others are. */
export function createDemands(configs: readonly DemandConfig[], context: DemandContext): Demand[] {
  return configs.map((config) => createDemand(config, context));
}

/** How bursty a demand's arrivals are, spikes included. Uses its own copy of the arrivals. */
export function demandDispersion(config: DemandConfig, context: DemandContext): Dispersion[] {
  return dispersionOf(arrivalsOf(config, context));
}

/**
 * What the sessions of a demand do. The Demand with the same configuration and context has the same messages, in the
 * same order and at the same microseconds, so whoever takes from both knows what each message asks for.
 */
export function createSessionTimeline(config: SessionDemandConfig, context: DemandContext): SessionTimeline {
  return timelineOf(config, context, startsOf(config, context));
}

function createDemand(config: DemandConfig, context: DemandContext): Demand {
  const { seed, serverSeed = seed, clock, tables } = context;
  const slowdowns = context.slowdowns.filter(isMeantFor(config));
  const classes = classesOf(config);
  const totalWeight = classes.reduce((sum, { weight }) => sum + weight, 0);
  const requestClasses = classes.map((each) =>
    context.callees
      ? context.callees.createClass(each, totalWeight, config.name)
      : createRequestClass(each, totalWeight, tables),
  );
  return new Demand({
    seed,
    serverSeed,
    name: config.name,
    to: config.to,
    classes: requestClasses,
    arrivals: arrivalsOf(config, context),
    sessions: hasSessions(config) ? sessionsOf(config, context, requestClasses) : null,
    slowdowns: slowdowns.length > 0 ? new Slowdowns(slowdowns, clock) : null,
  });
}

/** When requests come: by themselves, or as messages of sessions. */
function arrivalsOf(config: DemandConfig, context: DemandContext): Arrivals {
  const starts = startsOf(config, context);
  if (!hasSessions(config)) return starts;
  const { messages, between } = config.session;
  const { mean } = createDistribution(between, context.tables);
  const rates = messageRates(starts.rates, messages, mean, context.clock.horizon);
  return new SessionMessages(timelineOf(config, context, starts), rates);
}

/** The sessions of a demand. A session is open from its start until its last message is answered. */
function sessionsOf(
  config: SessionDemandConfig,
  context: DemandContext,
  [message]: readonly RequestClass[],
): DemandSessions {
  const { messages, between } = config.session;
  const lasts = messages * createDistribution(between, context.tables).mean + message.meanCpu + message.meanWait;
  const { horizon } = context.clock;
  return {
    config: config.session,
    open: openSessions(startsOf(config, context).rates, lasts, horizon),
    timeline: () => createSessionTimeline(config, context),
  };
}

function timelineOf({ name, session }: SessionDemandConfig, context: DemandContext, starts: Arrivals): SessionTimeline {
  return new SessionTimeline({
    starts,
    messages: session.messages,
    between: createDistribution(session.between, context.tables),
    gaps: (number) => Random.keyed(context.seed, `sessions/${name}`, number),
    end: context.clock.horizon.to,
  });
}

/** When users come, as requests or sessions; `keep` reduces them to a part. */
function startsOf(config: DemandConfig, context: DemandContext): Arrivals {
  const { seed, clock, tables } = context;
  const { name, keep } = config;
  const all = createArrivals(config.arrivals, {
    rates: ratesOf(config, context),
    horizon: clock.horizon,
    tables,
    stream: (purpose) => Random.stream(seed, "arrivals", name, purpose),
  });
  return keep < 1 ? new Thinned(all, keep, keyedDraws(seed, `keep/${name}`)) : all;
}

/** The demand's curve with its spikes; zero for arrivals that bring their own rate. */
function ratesOf(config: DemandConfig, { clock, tables, spikes }: DemandContext): RateSegments {
  if (!config.curve || !followsCurve(config.arrivals)) return segmentsOf([[clock.horizon.from, 0]], clock.horizon);
  const base = compileCurve(config.curve, { clock, tables });
  return spikes
    .filter(isMeantFor(config))
    .reduce((rates, spike) => spiked(rates, spike, momentsOf(spike, clock), clock), base);
}

function isMeantFor({ name }: DemandConfig): (incident: { readonly demand?: string }) => boolean {
  return ({ demand }) => demand === undefined || demand === name;
}
