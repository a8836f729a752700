/** What the process of a task takes before its first request, beside what all of them share. */
const taskBytes = 40 * 2 ** 20;

/** Why so many more tasks do not fit into the memory of this machine, told before the first is started; null where they do. */
export function roomProblem(tasks: number, availableBytes = process.availableMemory()): string | null {
  const needed = tasks * taskBytes;
  if (needed <= availableBytes) return null;
  return (
    `a local fleet has a process a task: ${tasks} of them need ${gigabytes(needed)} of memory and ` +
    `${gigabytes(availableBytes)} are free; say fewer in staging.fleet`
  );
}

function gigabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 30)} GB`;
}
