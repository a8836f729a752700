import { existsSync, readFileSync } from "node:fs";
import { EnvironmentProblem } from "./environment-problem.js";

/** Files that a process has open besides its connections: pipes, modules, the HTTP driver. */
const filesBeside = 100;

const exhaustion = new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "EAGAIN", "ENOBUFS", "ENOMEM"]);

/** Whether a connection failed with this code because this machine had no file, port or memory left for it. */
export function isExhaustion(code: string | null | undefined): boolean {
  return exhaustion.has(code ?? "");
}

/** What this machine allows one process; null when it does not say. */
interface MachineLimits {
  /** Soft limit on open files. */
  readonly files: number | null;
  /** Number of ephemeral ports, which limits the connections to one address of a target. */
  readonly ports: number | null;
}

/** Reads the limits of this machine. */
export function machineLimits(): MachineLimits {
  return { files: fileLimit(), ports: portLimit() };
}

/** Refuses more connections than this process could open, before the first is opened, and says what to raise. */
export function checkLimits(connections: number, { files, ports }: MachineLimits): void {
  const needed = connections + filesBeside;
  if (files !== null && files < needed)
    throw new EnvironmentProblem(
      `${connections} connections need ${needed} open files and this process may have ${files}: ` +
        `raise it with \`ulimit -n ${needed}\`, or lower staging.ceilings.connections`,
    );
  if (ports !== null && ports < connections)
    throw new EnvironmentProblem(
      `${connections} connections to one address need as many local ports and there are ${ports}: ` +
        `widen net.ipv4.ip_local_port_range, or lower staging.ceilings.connections`,
    );
}

function fileLimit(): number | null {
  const proc = textOf("/proc/self/limits");
  const soft = proc === null ? reportedFileLimit() : /^Max open files\s+(\d+)/m.exec(proc)?.[1];
  return Number(soft) || null;
}

/** The limit on systems without /proc, such as macOS. */
function reportedFileLimit(): unknown {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  return userLimits?.open_files?.soft;
}

function portLimit(): number | null {
  const range = textOf("/proc/sys/net/ipv4/ip_local_port_range")?.trim().split(/\s+/).map(Number);
  return range === undefined ? null : range[1] - range[0] + 1;
}

function textOf(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

/** Memory that the process of a task takes before its first request, beyond what all of them share. */
const taskBytes = 40 * 2 ** 20;

/**
 * Why this many more tasks do not fit into the memory of this machine, checked before the first is started; null when
 * they do.
 */
export function roomProblem(tasks: number, availableBytes = process.availableMemory()): string | null {
  const needed = tasks * taskBytes;
  if (needed <= availableBytes) return null;
  return (
    `a local fleet runs one process per task: ${tasks} of them need ${gigabytes(needed)} of memory and ` +
    `${gigabytes(availableBytes)} are free; ask for fewer in staging.fleet`
  );
}

function gigabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 30)} GB`;
}
