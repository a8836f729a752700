import { EnvironmentProblem } from "../environment-problem.js";

/** What the process of a task takes before its first request, beside what all of them share. */
const taskBytes = 40 * 2 ** 20;

/** Refuses a fleet whose processes would not fit into the memory of this machine, before the first is started. */
export function checkRoom(tasks: number, availableBytes = process.availableMemory()): void {
  const most = Math.floor(availableBytes / taskBytes);
  if (tasks <= most) return;
  throw new EnvironmentProblem(
    `a local fleet has a process a task: ${tasks} of them need ${gigabytes(tasks * taskBytes)} of memory and ` +
      `${gigabytes(availableBytes)} are free; say fewer in staging.fleet`,
  );
}

function gigabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 30)} GB`;
}
