import { setTimeout as sleep } from "node:timers/promises";
import { statusPath } from "./control/server.js";
import { hasState, type RunningFleet, readStates, removeState } from "./state-file.js";
import type { FleetStatus } from "./status.js";

const answerWithinMs = 2_000;
const endWithinMs = 10_000;
const pollMs = 50;

/** The fleets of this user that stand; what those left that died without a word is removed. */
export async function runningFleets(): Promise<readonly RunningFleet[]> {
  const standing = await lookAtAll();
  return standing.map(({ fleet }) => fleet);
}

/** How each fleet of this user is. */
export async function fleetStatuses(): Promise<readonly FleetStatus[]> {
  const standing = await lookAtAll();
  return standing.map(({ status }) => status);
}

/** Ends a fleet with all its processes; resolves when it is gone. */
export async function endFleet(fleet: RunningFleet): Promise<void> {
  kill(fleet.pid, "SIGTERM");
  const until = performance.now() + endWithinMs;
  while (hasState(fleet)) {
    if (performance.now() > until) {
      kill(fleet.pid, "SIGKILL");
      removeState(fleet);
    }
    await sleep(pollMs);
  }
}

/** A process that has ended by itself meanwhile is ended, too. */
function kill(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function lookAtAll(): Promise<readonly { readonly fleet: RunningFleet; readonly status: FleetStatus }[]> {
  const { fleets, damaged } = readStates();
  for (const file of damaged) process.stderr.write(`${file}: tells of no staging fleet; look at it and remove it\n`);
  const looks = fleets.map(async (fleet) => {
    const status = await statusOf(fleet);
    if (status === null) removeState(fleet);
    return status === null ? [] : [{ fleet, status }];
  });
  return (await Promise.all(looks)).flat();
}

/** What a fleet says of itself; null where it is gone, also where another program has its port or its process id. */
async function statusOf({ pid, controlUrl }: RunningFleet): Promise<FleetStatus | null> {
  try {
    const response = await fetch(controlUrl + statusPath, { signal: AbortSignal.timeout(answerWithinMs) });
    const status = (await response.json()) as FleetStatus;
    return status.pid === pid ? status : null;
  } catch {
    return null;
  }
}
