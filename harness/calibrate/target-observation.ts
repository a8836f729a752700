import { readFileSync } from "node:fs";
import { EnvironmentProblem } from "../environment-problem.js";
import { meanOf, sampleOf } from "./fit/sample.js";
import { type OrderFinding, orderOf, servedInOrder, servedShared, type Visit, visitsOf } from "./in-order.js";
import { type CurvePoint, congestion, findLimit, type Limit, slotsBeside } from "./limit.js";
import type { CpuPerRequest, FoundServer, Observation } from "./observation.js";
import { clearOf, type FoundPauses, findPauses } from "./pauses.js";
import type { ProbeResult } from "./probe.js";
import { enough, type Selection, undisturbed } from "./undisturbed.js";

/** What the scenario says about the tasks behind a target. */
export interface Tasks {
  readonly count: number;
  /** vCPUs of all tasks together, sidecars included. */
  readonly reserved: number;
  /** The part of these vCPUs that sidecars use regardless of load. */
  readonly sidecarVcpus: number;
  /**
   * Numbers of threads that all tasks together may be able to run at once, to be tried: one per task, and one per vCPU.
   */
  readonly threads: readonly number[];
  /** vCPUs that one thread gets. */
  readonly speed: number;
  /** CPU work of a request in the scenario, in microseconds of one vCPU. */
  readonly scenarioCpu: number;
  /** Whether each task serves requests in order of arrival, one at a time. */
  readonly isInOrder: boolean;
}

/** A finished probe and what else is known of its target. */
interface ProbedTarget {
  readonly source: string;
  readonly probe: ProbeResult;
  /** Rates of completion by the number of requests in flight; null when the target was not saturated. */
  readonly curve: readonly CurvePoint[] | null;
  /** Process id of the target on this machine, whose CPU clock is read; null when it is not known. */
  readonly pid: number | null;
  readonly tasks: Tasks;
}

/**
 * Derives from a measured target its limit (from the curve), its order and pauses (from the probe), and the times of
 * undisturbed requests.
 */
export function targetObservation(target: ProbedTarget): Observation {
  const { source, probe, tasks } = target;
  const seen = see(target);
  const selection = select(seen, probe);
  const cpu = cpuOf(target, seen);
  const server = serverOf(target, seen, selection, cpu);
  const rate = probe.entries.length / (probe.elapsed / 1e6);
  const busyAt = (perSecond: number) => (cpu === null ? 0 : (perSecond * cpu.micros) / 1e6 / tasks.reserved);
  const [probed, highest] = [busyAt(rate), busyAt(seen.limit?.capacity ?? 0)];
  const bySidecars = tasks.sidecarVcpus / tasks.reserved;
  const utilization = {
    from: bySidecars + (selection.isUndisturbed ? 0 : probed),
    to: Math.min(1, bySidecars + Math.max(probed, highest)),
  };
  return {
    source,
    requests: probe.entries.length,
    ...selection,
    cpu,
    busy: cpu === null ? null : probed,
    utilization: cpu === null ? null : utilization,
    ...(server !== null && { server }),
  };
}

/** What curve and probe show together. */
interface Seen {
  /** Null when the times are too coarse. */
  readonly visits: readonly Visit[] | null;
  readonly limit: Limit | null;
  readonly order: OrderFinding | null;
  /** Time that each visit took of its server, with waiting removed as far as possible. */
  readonly times: Float64Array | null;
  readonly pauses: FoundPauses | null;
  readonly tasks: Tasks;
}

function see({ probe, curve, pid, tasks }: ProbedTarget): Seen {
  const visits = visitsOf(probe.entries);
  const cpu = pid === null ? null : probe.cpuUsed! / probe.entries.length / tasks.speed;
  const limit =
    curve && findLimit(curve, { threads: tasks.threads, cpu, ...(visits && { deviance: congestion(visits) }) });
  const isSerial = limit !== null && isOneThread(limit) && tasks.count === 1;
  const before = limit?.fits[0].network.wait ?? 0;
  const order = visits !== null && isSerial ? orderOf(visits, before) : null;
  const isInOrder = order?.isTold ? order.kind === "in-order" : tasks.isInOrder;
  if (visits === null) return { visits, limit, order, times: null, pauses: null, tasks };
  const responses = Float64Array.from(visits, ({ startedAt, endedAt }) => endedAt - startedAt);
  const times = isSerial ? (isInOrder ? servedInOrder : servedShared)(visits, before) : responses;
  return { visits, limit, order, times, pauses: findPauses(visits, times, limit !== null && !isSerial), tasks };
}

/** Whether the limit is one thread and hardly anything else takes time. */
function isOneThread({ fits: [{ kind, network }] }: Limit): boolean {
  return kind === "cpu" && network.threads === 1 && network.wait < network.cpu;
}

/**
 * Selects the requests to learn from: those that met no pause and waited for nobody. When slots are the limit, these
 * are the requests that found one free; when one thread is shared evenly, every request's own part can be computed.
 */
function select({ visits, times, limit, order, pauses, tasks }: Seen, { entries }: ProbeResult): Selection {
  if (visits === null || times === null) return undisturbed(entries);
  const clear = pauses === null ? visits.map(() => true) : clearOf(pauses, visits, meanOf(sampleOf(times)));
  const isGood = (at: number) => clear[at] && visits[at].isAnswered;
  if (order?.isTold && order.kind === "shared") {
    const durations = times.map((time) => time + limit!.fits[0].network.wait).filter((_, at) => isGood(at));
    return { durations, isUndisturbed: true };
  }
  const slots = limit?.fits[0].kind === "slots" ? limit.fits[0].network.slots : 1;
  const free = Math.max(1, slots - tasks.count + 1);
  const responses = Float64Array.from(visits, ({ startedAt, endedAt }) => endedAt - startedAt);
  const durations = responses.filter((_, at) => isGood(at) && visits[at].found < free);
  return durations.length >= enough ? { durations, isUndisturbed: true } : undisturbed(entries);
}

function serverOf(
  { curve }: ProbedTarget,
  { limit, order, pauses, tasks }: Seen,
  { durations }: Selection,
  cpu: CpuPerRequest | null,
): FoundServer | null {
  if (limit === null && pauses === null) return null;
  const isSlots = limit?.fits[0].kind === "slots" && cpu !== null;
  const network = isSlots ? slotsBeside(Math.max(1, cpu.micros / tasks.speed), curve!, tasks.threads) : null;
  const working = 1 - pausedInCurve(pauses, curve);
  const held = network === null ? Infinity : (network.wait + network.cpu) * working;
  const outside = Math.max(0, Math.round(meanOf(sampleOf(durations)) - held));
  return { tasks: tasks.count, limit, order, pauses, outside };
}

function cpuOf({ probe, pid, curve }: ProbedTarget, { limit, pauses, tasks }: Seen): CpuPerRequest | null {
  const { entries, cpuUsed, elapsed } = probe;
  const paused = pausedShare(pauses);
  if (limit !== null && limit.fits[0].kind !== "slots") {
    const { kind, network } = limit.fits[0];
    const at =
      kind === "cpu" ? `busy at ${limit.capacity.toPrecision(4)}/s, the most that it completes` : "by its curve";
    const basis = `${Number((network.threads * tasks.speed).toFixed(2))} vCPU ${at}`;
    return { micros: network.cpu * tasks.speed * (1 - pausedInCurve(pauses, curve)), basis };
  }
  if (pid !== null) {
    const used = Math.max(0, cpuUsed! - elapsed * paused);
    const basis = `process ${pid} used ${(used / 1e6).toFixed(2)} s for ${entries.length} requests`;
    return { micros: used / entries.length, basis };
  }
  if (curve === null || limit === null) return null;
  const most = limit.cpuMax * tasks.speed;
  const bound = `its curve allows ${(most / 1_000).toPrecision(2)} ms at most`;
  return tasks.scenarioCpu <= most
    ? { micros: tasks.scenarioCpu, basis: `the scenario's own; ${bound}` }
    : { micros: most / 2, basis: `a guess: ${bound}, and --pid or CloudWatch would show it` };
}

function pausedShare(pauses: FoundPauses | null): number {
  return pauses === null ? 0 : pauses.meanLasts / pauses.meanEvery;
}

/**
 * The share of time that pauses take in the rates of a curve: none when most of the stretches that a rate is the median
 * of met no pause.
 */
function pausedInCurve(pauses: FoundPauses | null, curve: readonly CurvePoint[] | null): number {
  const window = curve?.[0].window ?? 0;
  return pauses !== null && window > 0 && pauses.meanEvery > 2 * window ? 0 : pausedShare(pauses);
}

/** Microseconds per unit of CPU time in /proc: Linux reports hundredths of a second, whatever its kernel's own tick. */
const microsPerTick = 10_000;

/** CPU time that a process on this machine has used since it began, user and system, all threads, in microseconds. */
export function processCpu(pid: number): number {
  const stat = statOf(pid);
  // The second field is the name in brackets, which may hold blanks; utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * microsPerTick;
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    throw new EnvironmentProblem(
      `the CPU of process ${pid} cannot be read: check that it runs, and that this is Linux`,
    );
  }
}
