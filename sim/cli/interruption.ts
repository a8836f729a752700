import { exitCodes } from "./exit-codes.js";

/** A terminal sends Ctrl-C to npx and to us, and npx sends it on: that is one key, pressed once. */
const onePressMs = 500;

/** Runs work that a first Ctrl-C (or SIGTERM) asks to finish early; a second one exits at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let first: { readonly signal: NodeJS.Signals; readonly atMs: number } | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (first !== undefined) {
      if (signal === first.signal && performance.now() - first.atMs < onePressMs) return;
      process.exit(exitCodes.aborted);
    }
    first = { signal, atMs: performance.now() };
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
