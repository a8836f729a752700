import { readFileSync } from "node:fs";
import { EnvironmentProblem } from "../environment-problem.js";
import { meanOf, sampleOf } from "./fit/sample.js";
import { type OrderFinding, orderOf, servedInOrder, servedShared, type Visit, visitsOf } from "./in-order.js";
import { type CurvePoint, congestion, findLimit, type Limit, slotsBeside } from "./limit.js";
import type { CpuPerRequest, FoundServer, Observation } from "./observation.js";
import { clearOf, type FoundPauses, findPauses } from "./pauses.js";
import type { ProbeResult } from "./probe.js";
import { enough, type Selection, undisturbed } from "./undisturbed.js";

/** What the scenario says stands behind a target. */
export interface Tasks {
  readonly count: number;
  /** vCPUs of them all, sidecars included. */
  readonly reserved: number;
  /** Of these, what sidecars use whatever the load is. */
  readonly sidecarVcpus: number;
  /** Threads that they may be able to run at once, all together: one a task, and one a vCPU. */
  readonly threads: readonly number[];
  /** vCPU that one thread gets. */
  readonly speed: number;
  /** CPU work of a request, in microseconds of one vCPU. */
  readonly scenarioCpu: number;
  /** They serve in order of arrival, each one at a time. */
  readonly isInOrder: boolean;
}

/** A probe that was made, and what is known beside it. */
interface ProbedTarget {
  readonly source: string;
  readonly probe: ProbeResult;
  /** What it completed with so many requests in flight; null where nobody saturated it. */
  readonly curve: readonly CurvePoint[] | null;
  /** The target is this process of this machine, whose clock tells its CPU. */
  readonly pid: number | null;
  readonly tasks: Tasks;
}

/** What a target showed: its limit by its curve, its order and its pauses by the probe, and what undisturbed requests took. */
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

/** All that curve and probe tell together. */
interface Seen {
  /** Null where instants are too coarse. */
  readonly visits: readonly Visit[] | null;
  readonly limit: Limit | null;
  readonly order: OrderFinding | null;
  /** What each visit took of its server, as far as that can be told from what it waited. */
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

/** One thread, and hardly anything else that takes time. */
function isOneThread({ fits: [{ kind, network }] }: Limit): boolean {
  return kind === "cpu" && network.threads === 1 && network.wait < network.cpu;
}

/**
 * The requests to learn from: those that met no pause and waited for nobody. Where slots are the limit, whoever found one
 * free did so; where one thread is shared evenly, every request's own part can be told.
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
    : { micros: most / 2, basis: `a guess: ${bound}, and --pid or CloudWatch would tell` };
}

function pausedShare(pauses: FoundPauses | null): number {
  return pauses === null ? 0 : pauses.meanLasts / pauses.meanEvery;
}

/** The share of time that pauses take in the rates of a curve: none where most stretches that these are of met no pause. */
function pausedInCurve(pauses: FoundPauses | null, curve: readonly CurvePoint[] | null): number {
  const window = curve?.[0].window ?? 0;
  return pauses !== null && window > 0 && pauses.meanEvery > 2 * window ? 0 : pausedShare(pauses);
}

/** Linux counts in hundredths of a second, whatever its kernel's own tick. */
const microsPerTick = 10_000;

/** CPU that a process of this machine has used since it began, user and system, all its threads, in microseconds. */
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
