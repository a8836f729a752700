import { type Command, InvalidArgumentError, Option } from "commander";
import { duration } from "../../../scenarios/language/index.js";
import { second } from "../../../scenarios/language/units/time.js";
import { QueueWorker } from "../../experiments/queue/queue-worker.js";
import { Threads } from "../../experiments/threads.js";
import { program } from "../../experiments/trial.js";
import { exitCodes } from "../exit-codes.js";
import { readAddress } from "../experiments/runner.js";
import { refuse } from "../failures.js";
import { examples, queueOption, workersOption } from "../options.js";
import { interruptible, noteOnStderr } from "../terminal.js";

interface Options {
  readonly queue?: string;
  readonly workers: number;
  readonly lock: number;
  readonly quiet?: true;
}

/** Time that a worker told to stop gives the trials under way: Kubernetes and ECS kill it after thirty seconds. */
const graceMs = 20_000;
const reportMs = 30_000;

/** Computes for experiments that are asked for elsewhere. */
export const worker = (command: Command): Command =>
  command
    .description(
      "Takes the trials of experiments that are called with the same --queue, anywhere, and computes them " +
        "until Ctrl-C or SIGTERM: then it ends those under way, or hands them back after 20 s.",
    )
    .addOption(queueOption("where trials come from"))
    .addOption(workersOption())
    .addOption(
      new Option(
        "--lock <time>",
        "give a trial to another worker when its own, killed or cut off, says nothing for so long",
      )
        .argParser(lock)
        .default(30 * second, "30s"),
    )
    .option("--quiet", "no notes")
    .addHelpText(
      "after",
      examples(
        "sim worker --queue redis://queue.internal:6379",
        "FLEETCAST_QUEUE=rediss://:secret@queue.internal:6380 sim worker --workers 4",
        "sim sweep fleet.yaml --vary seed=1,2,3 --queue redis://queue.internal:6379      # asks",
      ),
    )
    .action(async ({ queue, workers, lock, quiet }: Options) => {
      refuse(queue === undefined ? ["expected --queue with the URL of a Redis, such as redis://host:6379"] : []);
      const address = readAddress(queue!);
      const tell = quiet ? () => {} : noteOnStderr;
      const runner = new Threads(workers);
      try {
        await interruptible(async (signal) => {
          const work = { address, runner, threads: workers, lockMs: lock / 1_000, tell };
          const worker = await QueueWorker.open(work);
          tell(`fleetcast ${program()} listens at ${address.shown}; threads: ${workers}`);
          await until(signal, () => worker.done, tell);
          await worker.close(graceMs);
          tell(`left the queue; replications computed: ${worker.done}`);
        });
      } finally {
        await runner.close();
      }
      process.exit(exitCodes.good); // BullMQ would go on looking for a Redis that is gone
    });

/** Waits for the end, and says every half minute how much is done. */
async function until(signal: AbortSignal, done: () => number, tell: (note: string) => void): Promise<void> {
  let told = 0;
  const timer = setInterval(() => {
    if (done() > told) tell(`replications computed: ${done()}`);
    told = done();
  }, reportMs);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  clearInterval(timer);
}

function lock(text: string): number {
  const length = duration({ min: second / 2 }).safeParse(text).data;
  if (length !== undefined) return length;
  throw new InvalidArgumentError("expected a time from 0.5s on, such as 30s");
}
