import type { Observation } from "./observation.js";
import type { ProbeResult } from "./probe.js";
import { undisturbed } from "./undisturbed.js";

/** vCPUs behind a target. */
export interface Vcpus {
  readonly reserved: number;
  /** Of those, what the tasks can put to work: an event loop uses one a task at most. */
  readonly usable: number;
}

/** How the CPU of a target was found: at its highest rate, by the clock of its process, or not at all. */
export type CpuFinding =
  | { readonly kind: "saturation"; readonly rate: number }
  | { readonly kind: "process"; readonly pid: number }
  | { readonly kind: "none" };

/** A probe that was made, and what is known beside it. */
export interface ProbedTarget {
  readonly source: string;
  readonly probe: ProbeResult;
  readonly finding: CpuFinding;
  readonly vcpus: Vcpus;
}

/** What a target showed. The utilization law, U = X · D, gives CPU per request, D, of what is busy and what is completed. */
export function targetObservation({ source, probe, finding, vcpus }: ProbedTarget): Observation {
  const selection = undisturbed(probe.entries);
  const cpu = cpuOf(probe, finding, vcpus);
  const rate = probe.entries.length / (probe.elapsed / 1e6);
  const probed = cpu === null ? null : (rate * cpu.micros) / 1e6 / vcpus.reserved;
  const saturated = finding.kind === "saturation" ? vcpus.usable / vcpus.reserved : 0;
  return {
    source,
    requests: probe.entries.length,
    ...selection,
    cpu,
    busy: probed,
    utilization:
      probed === null
        ? null
        : { from: selection.isUndisturbed ? 0 : probed, to: Math.min(1, Math.max(probed, saturated)) },
  };
}

function cpuOf({ entries, cpuUsed }: ProbeResult, finding: CpuFinding, { usable }: Vcpus): Observation["cpu"] {
  switch (finding.kind) {
    case "saturation": {
      const basis = `${usable} vCPU busy at ${finding.rate.toPrecision(4)}/s, the most that it completed`;
      return { micros: (usable / finding.rate) * 1e6, basis };
    }
    case "process": {
      const basis = `process ${finding.pid} used ${(cpuUsed! / 1e6).toFixed(2)} s for ${entries.length} requests`;
      return { micros: cpuUsed! / entries.length, basis };
    }
    case "none":
      return null;
  }
}
