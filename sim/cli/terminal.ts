import { type Options, type Params, SingleBar } from "cli-progress";
import { sparseLines } from "../../harness/live/view.js";
import type { StartProgress } from "../../harness/staging/local-fleet.js";
import { ascii, isAscii } from "../../reports/ascii.js";
import type { Reporter } from "../../reports/index.js";
import { visible } from "../../scenarios/language/index.js";
import { seconds } from "../facts/numbers.js";
import { exitCodes } from "./exit-codes.js";
import { WrongCall } from "./failures.js";

/** Prints a result to stdout in the format that the call names; in colour where a person reads it. */
export function print<Result>(
  result: Result,
  format: string,
  reporters: readonly Reporter<Result>[],
  { strict = false }: { readonly strict?: boolean | undefined } = {},
): void {
  const reporter = reporters.find((each) => each.format === format);
  if (reporter === undefined)
    throw new WrongCall([`--format ${format}: expected one of ${reporters.map((each) => each.format).join(", ")}`]);
  const { isTTY = false, columns } = process.stdout;
  const color = isTTY && !process.env.NO_COLOR;
  const page = reporter.print(result, { color, strict, ...widthOf(columns ?? process.env.COLUMNS) });
  process.stdout.write(isTTY && isAscii(process.env) ? ascii(page) : page);
}

/** Width that the shell or the terminal reports; nothing where neither does. */
function widthOf(columns: number | string | undefined): { readonly width?: number } {
  const width = Number(columns);
  return Number.isInteger(width) && width > 0 ? { width } : {};
}

/** Tells on stderr how far a run is; `done` may have a fraction. */
interface Progress {
  update(done: number, total: number): void;
  /** Takes back what would stand beside the result. */
  stop(): void;
}

/** The end of a bar's words: what is left of it. */
type Remaining = (done: number, total: number) => string;

/** Says something on stderr, in place of a bar that is shown there and comes back below. */
export function noteOnStderr(note: string): void {
  process.stderr.write(`${process.stderr.isTTY ? "\r\x1b[K" : ""}${visible(note)}\n`);
}

/** A bar where a person watches, a line every half minute where a log does, nothing when asked to be quiet. */
export function progress(noun: string, quiet: boolean, remaining: Remaining = timeLeft()): Progress {
  if (quiet) return { update() {}, stop() {} };
  return process.stderr.isTTY ? bar(noun, remaining) : lines(noun, remaining);
}

function bar(noun: string, remaining: Remaining): Progress {
  const format = (_: Options, { value, progress, total }: Params) => {
    const width = Math.max(10, Math.min(40, (process.stderr.columns ?? 80) - 40));
    const filled = "█".repeat(Math.round(progress * width)).padEnd(width, "░");
    return `${filled} ${Math.floor(100 * progress)} % of ${total} ${noun}${remaining(value, total)}`;
  };
  const { stderr: stream } = process;
  const gracefulExit = false; // or it would take Ctrl-C from main.ts
  const shown = new SingleBar({ format, stream, gracefulExit, clearOnComplete: true, hideCursor: true });
  return {
    update(done, total) {
      if (!shown.isActive) {
        process.once("exit", restoreTerminal);
        shown.start(total, 0);
      }
      shown.update(done);
    },
    stop() {
      process.off("exit", restoreTerminal);
      shown.stop();
    },
  };
}

/** The cursor and the wrapping of lines come back however the process ends. */
function restoreTerminal(): void {
  process.stderr.write("\x1b[?25h\x1b[?7h");
}

/**
 * Time left at the speed since the first report: what an earlier call left behind took this one no time. Empty before
 * there is a speed; `now` in milliseconds.
 */
export function timeLeft(now = (): number => performance.now()): Remaining {
  let first: { readonly done: number; readonly atMs: number } | null = null;
  return (done, total) => {
    first ??= { done, atMs: now() };
    const made = done - first.done;
    if (made <= 0 || made < 0.01 * (total - first.done)) return "";
    const leftS = ((now() - first.atMs) / 1_000) * ((total - done) / made);
    return ` · ${seconds(Math.ceil(leftS))} left`;
  };
}

function lines(noun: string, remaining: Remaining): Progress {
  const write = sparseLines(process.stderr);
  return {
    update(done, total) {
      const left = remaining(done, total); // each time: it has to see the first
      write(() => `${Math.floor((100 * done) / total)} % of ${total} ${noun}${left}`);
    },
    stop() {},
  };
}

/** Starts a local fleet while a person looks on. */
export async function startShown<Fleet>(
  start: (watch: (progress: StartProgress) => void) => Promise<Fleet>,
  quiet = false,
): Promise<Fleet> {
  const shown = progress("tasks healthy", quiet, () => ""); // they come almost together: no speed to go by
  try {
    return await start(({ healthy, desired }) => shown.update(healthy, desired));
  } finally {
    shown.stop();
  }
}

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
