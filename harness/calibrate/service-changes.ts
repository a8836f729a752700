import type { DistributionConfig } from "../../workload/distributions/index.js";
import type { LimitFit } from "./limit.js";
import type { FoundServer } from "./observation.js";
import type { Subject } from "./subject.js";

/** Keys of a service that a measurement determines, as a decoded scenario holds them; null for those it leaves open. */
export interface ServiceChanges {
  readonly maxConcurrent: number | null;
  readonly discipline: "event-loop" | "processor-sharing" | { readonly threads: number } | null;
  readonly pauses: { readonly every: DistributionConfig; readonly lasts: DistributionConfig } | null;
  /** Latency of the balancer in microseconds. */
  readonly latency: number | null;
}

/** Finds the changes that make the scenario's service behave like the one that was measured. */
export function serviceChanges(server: FoundServer | undefined, subject: Subject): ServiceChanges {
  if (server === undefined) return { maxConcurrent: null, discipline: null, pauses: null, latency: null };
  const { limit, order, pauses, tasks, outside } = server;
  const slots = limit === null ? null : slotsOf(limit.fits[0], tasks, subject);
  const found = order?.isTold ? (order.kind === "in-order" ? "event-loop" : "processor-sharing") : null;
  return {
    maxConcurrent: slots,
    discipline: slots !== null && subject.isWorkerPool ? { threads: slots } : found,
    pauses: pauses && { every: pauses.every, lasts: pauses.lasts },
    latency: outside > 0 ? outside : null,
  };
}

/**
 * Slots of one task. When CPU is the limit: enough that slots never are, or null if the scenario already has enough.
 */
function slotsOf({ kind, network }: LimitFit, tasks: number, { maxConcurrent }: Subject): number | null {
  if (kind !== "cpu") return Math.max(1, Math.round(network.slots / tasks));
  const busy = Math.ceil(((network.wait + network.cpu) / network.cpu) * network.threads);
  const least = Math.ceil((spareSlots * busy) / tasks);
  return maxConcurrent < least ? least : null;
}

/**
 * Slots of a service whose limit is CPU, as a multiple of the requests that keep the CPU busy: so many that slots never
 * limit it at any load the CPU can carry.
 */
const spareSlots = 20;

/** Misfit above which the curve fits no limit well, because the machine was doing other work. */
const steadyMisfit = 0.08;

/** Describes what remains uncertain about a server, and what would settle it. */
export function limitDoubts({ limit, order }: FoundServer, subject: Subject): readonly string[] {
  if (limit === null) return [];
  const [first, ...others] = limit.fits;
  const other = others.find(({ kind }) => kind !== "both") ?? others[0];
  const isTwin = first.kind === "cpu" && other.network.slots <= first.network.threads;
  return [
    ...(first.misfit > steadyMisfit
      ? ["its curve fits no server: other programs used the machine; calibrate again when it is quiet"]
      : []),
    ...(limit.isTold
      ? []
      : [
          `the curve cannot tell ${limitWords(first)} from ${limitWords(other)}; --pid, CloudWatch's CPU at the highest rate or a longer --hold would`,
        ]),
    ...(limit.isTold && isTwin
      ? [
          "one slot for each thread would serve in the same way; only the CPU utilization, by which policies scale, would differ",
        ]
      : []),
    ...(first.kind === "cpu" && !order?.isTold
      ? [
          `the probe cannot tell whether requests share the CPU or take it in order: the scenario's ${subject.isFirstComeFirstServed ? "order" : "sharing"} is kept`,
        ]
      : []),
  ];
}

/** Describes a limit to a person: "6 slots, each held for 25.3 ms". */
export function limitWords({ kind, network }: LimitFit): string {
  const { slots, wait, cpu, threads } = network;
  const held = `${slots} slots, each held for ${ms(wait + cpu)}`;
  const busy = `${threads} ${threads === 1 ? "thread" : "threads"} of CPU, ${ms(cpu)} a request beside a wait of ${ms(wait)}`;
  return { cpu: busy, slots: held, both: `${held}, of it ${ms(cpu)} of CPU` }[kind];
}

function ms(micros: number): string {
  return `${(micros / 1_000).toPrecision(3)} ms`;
}
