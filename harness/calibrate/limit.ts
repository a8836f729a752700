import { type Network, throughputs } from "./closed-network.js";
import { moments, type Visit } from "./in-order.js";

/** The rate of completions when a fixed number of requests is in flight at all times. */
export interface CurvePoint {
  readonly connections: number;
  /** Completions per second. */
  readonly rate: number;
  /** Standard error of the rate. */
  readonly error: number;
  /**
   * Length of the stretches whose median the rate is, in microseconds; 0 when the rate is the mean over the whole time.
   */
  readonly window: number;
}

/** What limits a target: its slots, its CPU, or both when the two limits lie close together. */
export type LimitKind = "cpu" | "slots" | "both";

/** The best fit of the curve under one kind of limit. */
export interface LimitFit {
  readonly kind: LimitKind;
  readonly network: Network;
  /** Root mean square of the deviations, as a share of the rate. */
  readonly misfit: number;
  /**
   * Sum of squared deviations of the curve and the probe, in standard errors, plus 2 for each parameter (Akaike).
   * Smaller is better.
   */
  readonly score: number;
}

/** What limits a target, as found from its curve. */
export interface Limit {
  /** The accepted fit first, then the others by score. */
  readonly fits: readonly LimitFit[];
  /** Whether the alternative, slots or CPU, is at least twenty times less likely or would serve in the same way. */
  readonly isTold: boolean;
  /** The most completions per second that the accepted fit allows. */
  readonly capacity: number;
  /** The most CPU of a request, in microseconds, that the curve allows if slots are the limit. */
  readonly cpuMax: number;
}

/** What else is known of a target, besides its curve. */
export interface Known {
  /** Numbers of threads that it may be able to run at once, to be tried: one per task, or one per vCPU. */
  readonly threads: readonly number[];
  /** CPU of a request in microseconds, from the clock of its process; null when that was not read. */
  readonly cpu: number | null;
  /** Squared deviation, in standard errors, of a network from what the probe showed. */
  readonly deviance?: (network: Network) => number;
}

/** Smallest relative error that is assumed: on a machine that does other work too, no rate is known better. */
const errorMin = 0.015;
/** Relative uncertainty of CPU per request between a small load and the highest. */
const cpuErrorShare = 0.15;
/** Difference in scores that stands for odds of twenty to one, before scaling by the scatter about the best fit. */
const toldDifference = 6;
/** Largest number of slot counts that are tried. */
const candidatesMax = 24;
/**
 * Finds what limits a target from its curve up to the highest rate; null when the curve has fewer than three points.
 */
export function findLimit(measured: readonly CurvePoint[], known: Known): Limit | null {
  // A level with no completions at all was a stall of the machine.
  const curve = measured.filter(({ rate }) => rate > 0);
  if (curve.length < 3) return null;
  const cpu = best(known.threads.map((threads) => cpuFit(curve, known, threads)));
  const slots = slotsFit(curve, known);
  const both = best(known.threads.map((threads) => bothFit(curve, known, threads)));
  const [simple, other] = slots.score < cpu.score ? [slots, cpu] : [cpu, slots];
  const difference = toldDifference * noiseOf([cpu, slots, both], curve);
  // The fits by slots alone and by CPU alone are special cases of both together, which must therefore explain clearly
  // more.
  const areBoth = simple.score - both.score >= difference;
  return {
    fits: areBoth ? [both, simple, other] : [simple, ...[other, both].toSorted((a, b) => a.score - b.score)],
    isTold: areBoth || other.score - simple.score >= difference || isSame(cpu, slots),
    capacity: capacityOf((areBoth ? both : simple).network),
    cpuMax: cpuMaxOf(curve, known, slots),
  };
}

/**
 * Squared ratio of the curve's scatter about the best fit to its standard errors: 1 on a machine that does nothing
 * else.
 */
function noiseOf(fits: readonly LimitFit[], curve: readonly CurvePoint[]): number {
  const least = Math.min(...fits.map(({ network }) => curveDeviance(network, curve)));
  return Math.max(1, least / Math.max(1, curve.length - 3));
}

/** Fits the slots when the CPU per request is given: less CPU goes with a longer wait, and the reverse. */
export function slotsBeside(cpu: number, curve: readonly CurvePoint[], threads: readonly number[]): Network {
  return slotsFit(curve, { threads, cpu }).network;
}

/** The most completions per second that a target can reach. */
export function capacityOf(network: Network): number {
  const { cpu, threads, slots } = network;
  const byCpu = cpu === 0 ? Infinity : (threads / cpu) * 1e6;
  return slots === Infinity ? byCpu : Math.min(byCpu, throughputs({ ...network, outside: 0 }, [slots])[0]);
}

/** A single thread that does nearly all of a request looks like a single slot, and serves in the same way. */
function isSame({ network: { cpu, wait, threads } }: LimitFit, { network: { slots } }: LimitFit): boolean {
  return slots <= threads && wait < cpu;
}

type Shape = Pick<LimitFit, "kind"> & { readonly parameters: number; network(values: readonly number[]): Network };

/**
 * Squared variations that are tried for one thread: shared or exponential work, then steadier and steadier work in
 * order.
 */
const variations = [1, 0.5, 0.2, 0];

function cpuFit(curve: readonly CurvePoint[], known: Known, threads: number): LimitFit {
  const first = firstTime(curve);
  const cpu = Math.min(first * 0.95, (threads / mostOf(curve)) * 1e6);
  return best(
    (threads === 1 ? variations : [1]).map((variation) => {
      const network = ([wait, cpu]: readonly number[]) => ({
        ...{ outside: 0, wait, cpu },
        ...{ threads, variation, slots: Infinity },
      });
      return fitted({ kind: "cpu", parameters: variation === 1 ? 2 : 3, network }, [first - cpu, cpu], curve, known);
    }),
  );
}

function slotsFit(curve: readonly CurvePoint[], known: Known): LimitFit {
  const { cpu } = known;
  return best(
    slotCandidates(curve, 0.5, 1.25).map((slots) => {
      const held = Math.min(firstTime(curve) * 0.98, (slots / mostOf(curve)) * 1e6);
      const network = ([outside, held]: readonly number[]) => ({
        ...{ outside, slots, threads: Math.max(...known.threads), variation: 1 },
        ...{ cpu: cpu ?? 0, wait: Math.max(1, held - (cpu ?? 0)) },
      });
      return fitted({ kind: "slots", parameters: 3, network }, [firstTime(curve) - held, held], curve, known);
    }),
  );
}

function bothFit(curve: readonly CurvePoint[], known: Known, threads: number): LimitFit {
  return best(
    slotCandidates(curve, 1, 4).map((slots) => {
      const cpu = 0.8 * Math.min(firstTime(curve), (threads / mostOf(curve)) * 1e6);
      const network = ([wait, cpu]: readonly number[]) => ({ outside: 0, wait, cpu, threads, slots, variation: 1 });
      return fitted({ kind: "both", parameters: 3, network }, [firstTime(curve) - cpu, cpu], curve, known);
    }),
  );
}

/**
 * Numbers of slots near highest rate × time of a lone request, which is how many requests are in service at the highest
 * rate.
 */
function slotCandidates(curve: readonly CurvePoint[], from: number, to: number): readonly number[] {
  const atWork = (mostOf(curve) * firstTime(curve)) / 1e6;
  const [low, high] = [Math.max(1, Math.floor(from * atWork)), Math.ceil(to * atWork) + 1];
  const steps = Math.min(candidatesMax, high - low);
  const between = Array.from({ length: steps + 1 }, (_, step) => Math.round(low + ((high - low) * step) / steps));
  return [...new Set(between)];
}

/** Microseconds that a request takes with the fewest others in flight. */
function firstTime(curve: readonly CurvePoint[]): number {
  const { connections, rate } = curve.reduce((least, point) => (point.connections < least.connections ? point : least));
  return (connections / rate) * 1e6;
}

function mostOf(curve: readonly CurvePoint[]): number {
  const [first, second = first] = curve.map(({ rate }) => rate).toSorted((a, b) => b - a);
  return (first + second) / 2;
}

function best(fits: readonly LimitFit[]): LimitFit {
  return fits.reduce((best, fit) => (fit.score < best.score ? fit : best));
}

function fitted(shape: Shape, from: readonly number[], curve: readonly CurvePoint[], known: Known): LimitFit {
  const values = minimize((values) => devianceOf(shape.network(values), curve, known), from);
  const network = shape.network(values);
  const off = deviations(network, curve);
  return {
    kind: shape.kind,
    network,
    misfit: Math.sqrt(off.reduce((sum, each) => sum + each ** 2, 0) / off.length),
    score: devianceOf(network, curve, known) + (known.deviance?.(network) ?? 0) + 2 * shape.parameters,
  };
}

/**
 * Share of a lone request's time that network and balancer usually take at most; a larger one means that the generator
 * is too far away.
 */
const outsideShare = 0.1;

function devianceOf(network: Network, curve: readonly CurvePoint[], { cpu }: Known): number {
  const byCurve = curveDeviance(network, curve);
  const byOutside = (network.outside / firstTime(curve) / outsideShare) ** 2;
  return byCurve + byOutside + (cpu === null ? 0 : (Math.log(network.cpu / cpu) / cpuErrorShare) ** 2);
}

function curveDeviance(network: Network, curve: readonly CurvePoint[]): number {
  const errors = curve.map(({ error, rate }) => Math.max(errorMin, error / rate));
  return deviations(network, curve).reduce((sum, off, at) => sum + (off / errors[at]) ** 2, 0);
}

/** Deviation of the measured rate from the network's at each point of the curve, in logarithms. */
function deviations(network: Network, curve: readonly CurvePoint[]): readonly number[] {
  const expected = throughputs(
    network,
    curve.map(({ connections }) => connections),
  );
  return curve.map(({ rate }, at) => Math.log(rate / expected[at]));
}

/**
 * The most CPU in addition to the slots before the curve becomes less likely by a factor of seven, that is two standard errors.
 */
function cpuMaxOf(curve: readonly CurvePoint[], known: Known, { network }: LimitFit): number {
  const least = devianceOf(network, curve, { ...known, cpu: null });
  const end = 0.9 * (network.threads / mostOf(curve)) * 1e6;
  let most = 0;
  for (let step = 1; step <= 20; step++) {
    const cpu = Math.min((end * step) / 20, 0.9 * network.wait);
    const shape = ([outside, wait]: readonly number[]) => ({ ...network, cpu, outside, wait });
    const from = [Math.max(1, network.outside), network.wait - cpu];
    const values = minimize((values) => devianceOf(shape(values), curve, { ...known, cpu: null }), from);
    if (devianceOf(shape(values), curve, { ...known, cpu: null }) > least + 4) break;
    most = cpu;
  }
  return most;
}

/**
 * Finds positive numbers that minimize a function: steps each of them up and down by a factor, which shrinks when no
 * step helps.
 */
function minimize(of: (values: readonly number[]) => number, from: readonly number[]): readonly number[] {
  let values = from.map((value) => Math.max(1, value));
  let least = of(values);
  for (let factor = 1.5; factor > 1.0005; ) {
    let helped = false;
    for (const at of values.keys()) {
      for (const step of [factor, 1 / factor]) {
        const tried = values.with(at, values[at] * step);
        const found = of(tried);
        if (found >= least) continue;
        [values, least, helped] = [tried, found, true];
        break;
      }
    }
    if (!helped) factor = Math.sqrt(factor);
  }
  return values;
}

/** Share of the response time below which a difference does not count as waiting. */
const noticeableShare = 0.01;
/**
 * The least queue that counts as consistent, as a share of the one expected for steady work in order, which queues
 * least. One measurement may show this much less.
 */
const leastQueueShare = 0.7;
/** Times more than this many quartile distances above the third quartile are left out, as stalls of the machine. */
const stallSpreads = 3;
const groupMin = 50;

/**
 * Compares how much longer requests took that met many others at their start than those that met few, with what a
 * network predicts for the same arrivals. A CPU near its limit makes requests wait; free slots do not. Returns the
 * squared deviation in standard errors.
 */
export function congestion(visits: readonly Visit[]): (network: Network) => number {
  const few = visits.map(({ found }) => found).sort((a, b) => a - b)[Math.floor(visits.length / 2)];
  const isMany = ({ found }: Visit) => found > few || (few > 0 && found === few);
  const extra = (times: Float64Array) => {
    const [many, others] = [true, false].map((side) =>
      moments(unstalled(times.filter((_, at) => isMany(visits[at]) === side))),
    );
    return { mean: many.mean - others.mean, many, others };
  };
  const responses = Float64Array.from(visits, ({ startedAt, endedAt }) => endedAt - startedAt);
  const count = visits.filter(isMany).length;
  if (Math.min(count, visits.length - count) < groupMin) return () => 0;
  const seen = extra(responses);
  const noticeable = noticeableShare * seen.others.mean;
  const error = Math.sqrt(
    seen.many.variance / count + seen.others.variance / (visits.length - count) + (noticeable / 3) ** 2,
  );
  const rate = (visits.length / (visits.at(-1)!.startedAt - visits[0].startedAt)) * 1e6;
  return (network) => {
    const expected = extra(steadyTimes(visits, network)).mean;
    if (seen.mean < leastQueueShare * expected) return ((leastQueueShare * expected - seen.mean) / error) ** 2;
    const isIdle = (rate * network.cpu) / 1e6 / network.threads < 0.1;
    const over = seen.mean - 2 * Math.max(0, expected) - noticeable;
    return isIdle && over > 0 ? (over / error) ** 2 : 0;
  };
}

function unstalled(times: Float64Array): Float64Array {
  const sorted = times.toSorted();
  const [first, third] = [sorted[Math.floor(sorted.length / 4)], sorted[Math.floor(sorted.length * 0.75)]];
  const limit = third + Math.max(stallSpreads * (third - first), third / 2);
  return sorted.filter((time) => time <= limit);
}

/** Time that each visit would take if every wait and all work lasted as long as their means, in order of arrival. */
function steadyTimes(visits: readonly Visit[], { outside, wait, cpu, threads, slots }: Network): Float64Array {
  const slotFree = new Float64Array(Math.min(slots, visits.length)).fill(Number.NEGATIVE_INFINITY);
  const threadFree = new Float64Array(threads).fill(Number.NEGATIVE_INFINITY);
  return Float64Array.from(visits, ({ startedAt }, at) => {
    const begins = Math.max(startedAt, slotFree[at % slotFree.length]);
    const ends = Math.max(begins + wait, threadFree[at % threads]) + cpu;
    threadFree[at % threads] = ends;
    slotFree[at % slotFree.length] = ends;
    return ends + outside - startedAt;
  });
}
