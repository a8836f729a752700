import { exitCodes } from "./exit-codes.js";

/** Runs work that a first Ctrl-C (or SIGTERM) asks to finish early; a second one exits at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const stop = () => {
    if (abort.signal.aborted) process.exit(exitCodes.aborted);
    abort.abort(); // first, so that a screen that is drawn over and over makes room
    process.stderr.write(
      `${process.stderr.isTTY ? "\n" : ""}stopping with what is done so far; once more to stop at once\n`,
    );
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await work(abort.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
