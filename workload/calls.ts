import type { RateSegments } from "./curves/index.js";
import type { Demand } from "./demand.js";
import {
  type Call,
  type CallConfig,
  createRequestClass,
  type RequestClass,
  type RequestClassConfig,
} from "./requests.js";
import type { Tables } from "./tables.js";

/** Requests that come to a service directly or by calls: their rate per second, and their classes. */
export interface Load {
  readonly rates: RateSegments;
  readonly classes: readonly RequestClass[];
  /** For messages of sessions: the number of open sessions. */
  readonly sessions?: { readonly open: RateSegments } | null;
}

/** Makes the calls of every step, from what services do for their callers. */
export class Callees {
  readonly #served: ReadonlyMap<string, readonly RequestClassConfig[]>;
  readonly #tables: Tables;
  readonly #answerAtOnce: ReadonlySet<string>;
  readonly #made = new Map<string, readonly RequestClass[]>();

  /**
   * `served` holds, by service, the request classes that it serves to others; `answerAtOnce` names those that work
   * later.
   */
  constructor(
    served: ReadonlyMap<string, readonly RequestClassConfig[]>,
    tables: Tables,
    answerAtOnce: ReadonlySet<string> = new Set(),
  ) {
    this.#served = served;
    this.#tables = tables;
    this.#answerAtOnce = answerAtOnce;
  }

  /** Makes a request class of `owner`, a demand or a service, with the calls of its steps. */
  createClass(config: RequestClassConfig, totalWeight: number, owner: string): RequestClass {
    return createRequestClass(config, totalWeight, this.#tables, (step, index) =>
      this.#createCall(step, `${owner}/${config.name}/${index}`),
    );
  }

  #createCall({ call: to, class: chosen, timeout, retries }: CallConfig, key: string): Call {
    const possible = this.#classesOf(to).filter(({ name }) => chosen === undefined || name === chosen);
    const shares = possible.reduce((sum, { share }) => sum + share, 0);
    const classes = possible.map((each) => ({
      ...each,
      name: `${key}/${each.name}`,
      share: shares > 0 ? each.share / shares : 1 / possible.length,
      timeout: timeout ?? each.timeout,
      retries: retries ?? each.retries,
    }));
    return { to, key, classes, isSent: this.#answerAtOnce.has(to) };
  }

  /** Empty while the classes are being made; services that call each other in a circle are refused elsewhere. */
  #classesOf(service: string): readonly RequestClass[] {
    const known = this.#made.get(service);
    if (known !== undefined) return known;
    this.#made.set(service, []);
    const configs = this.#served.get(service) ?? [];
    const totalWeight = configs.reduce((sum, { weight }) => sum + weight, 0);
    const classes = configs.map((each) => this.createClass(each, totalWeight, `services.${service}`));
    this.#made.set(service, classes);
    return classes;
  }
}

/** Makes the requests that services hand over to others with spare capacity. */
export class HandOvers {
  readonly #demands: readonly Demand[];
  readonly #to: ReadonlyMap<string, string>;
  readonly #made = new Map<string, Call>();

  /** `to` holds, by service, the one that takes over from it; it must not contain a circle. */
  constructor(demands: readonly Demand[], to: ReadonlyMap<string, string>) {
    this.#demands = demands;
    this.#to = to;
  }

  /** All ways in which other services cause work for this one: calls of steps, and requests handed over. */
  into(service: string): readonly Call[] {
    const from = [...this.#to].filter(([, to]) => to === service);
    return [...callsOf(service, this.#demands), ...from.map(([each]) => this.outOf(each)!)];
  }

  /**
   * What a service hands over. The sender of such a request waits for the first service, so it has no timeout and no
   * retries at the second.
   */
  outOf(service: string): Call | null {
    const to = this.#to.get(service);
    if (to === undefined) return null;
    const known = this.#made.get(service);
    if (known !== undefined) return known;
    const sent = this.#demands.filter((demand) => demand.to === service);
    const classes = [...sent, ...this.into(service)].flatMap(({ classes }) => classes);
    const made: Call = {
      to,
      key: `${service}/overflow`,
      classes: classes.map((each) => ({ ...each, timeout: null, retries: null, cancelOnDisconnect: false })),
      isSent: false,
      isHandOver: true,
    };
    this.#made.set(service, made);
    return made;
  }
}

/** Every call of a service that requests of these demands can lead to, each once. */
export function callsOf(service: string, demands: readonly Demand[]): readonly Call[] {
  const calls = new Set<Call>();
  for (const { classes } of demands) for (const call of visitsOf(classes).keys()) calls.add(call);
  return [...calls].filter(({ to }) => to === service);
}

/**
 * The load that these demands bring to a service: their own requests, and each call as often as their requests lead to
 * it. `share` is the part of all this work that the service does itself.
 */
export function loadsOn(service: string, demands: readonly Demand[], share = 1): readonly Load[] {
  return demands.flatMap((demand): readonly Load[] => {
    const { rates, classes } = demand;
    const calls = [...visitsOf(classes)].filter(([{ to }]) => to === service);
    return [
      ...(demand.to === service ? [share === 1 ? demand : { rates: times(rates, share), classes }] : []),
      ...calls.map(([call, visits]) => ({ rates: times(rates, visits * share), classes: call.classes })),
    ];
  });
}

/**
 * Number of times that one request of these classes leads to each call, without retries. Each call is visited once,
 * after everything that makes it: the number of paths to a service multiplies from level to level, so they cannot be
 * followed one by one.
 */
function visitsOf(classes: readonly RequestClass[]): ReadonlyMap<Call, number> {
  const visits = new Map<Call, number>();
  const calledFirst: Call[] = [];
  const collect = (of: readonly RequestClass[]) => {
    for (const { call } of callStepsOf(of)) {
      if (visits.has(call)) continue;
      visits.set(call, 0);
      collect(call.classes);
      calledFirst.push(call);
    }
  };
  const visit = (of: readonly RequestClass[], times: number) => {
    for (const { call, share } of callStepsOf(of)) visits.set(call, visits.get(call)! + times * share);
  };
  collect(classes);
  visit(classes, 1);
  for (const call of calledFirst.toReversed()) visit(call.classes, visits.get(call)!);
  return visits;
}

function callStepsOf(classes: readonly RequestClass[]): readonly { readonly call: Call; readonly share: number }[] {
  return classes.flatMap(({ share, steps }) =>
    steps.flatMap((step) => (step.kind === "call" ? [{ call: step.call, share }] : [])),
  );
}

function times({ from, rate }: RateSegments, factor: number): RateSegments {
  return { from, rate: rate.map((each) => each * factor) };
}
