import { type QueueAddress, queueAddress } from "../../experiments/queue/redis.js";
import { Threads } from "../../experiments/threads.js";
import type { Runner, WholeRunner } from "../../experiments/trial.js";
import { WrongCall } from "../failures.js";
import type { ExperimentOptions } from "../options.js";
import { noteOnStderr } from "../terminal.js";

/** Opens what turns trials into samples, as the call says: the threads of this machine, or the workers at a queue. */
export async function openRunner(
  options: Pick<ExperimentOptions, "queue" | "workers" | "quiet">,
): Promise<Runner & WholeRunner & { close(): Promise<void> }> {
  const { queue, workers, quiet } = options;
  if (queue === undefined) return new Threads(workers);
  const { QueueRunner } = await import("../../experiments/queue/queue-runner.js"); // most calls need none
  return QueueRunner.open({ address: readAddress(queue), tell: quiet ? () => {} : noteOnStderr });
}

/** Reads a URL, which is never repeated since it may hold a password. */
export function readAddress(url: string): QueueAddress {
  const address = queueAddress(url);
  if (address !== null) return address;
  throw new WrongCall([
    "--queue: expected the URL of a Redis, such as redis://host:6379 or rediss://user:password@host:6380",
  ]);
}
