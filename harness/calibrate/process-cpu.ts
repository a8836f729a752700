import { readFileSync } from "node:fs";
import { EnvironmentProblem } from "../environment-problem.js";

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
