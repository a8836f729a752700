import { type Options, type Params, SingleBar } from "cli-progress";
import { sparseLines } from "../../harness/live/view.js";
import { seconds } from "../facts/numbers.js";

/** Tells on stderr how far a run is; `done` may have a fraction. */
export interface Progress {
  update(done: number, total: number): void;
  /** Takes back what would stand beside the result. */
  stop(): void;
}

/** The end of a bar's words: what is left of it, from its share done and its begin in milliseconds. */
type Remaining = (progress: number, startTime: number) => string;

/** A bar where a person watches, a line every half minute where a log does, nothing when asked to be quiet. */
export function progress(noun: string, quiet: boolean, remaining: Remaining = left): Progress {
  if (quiet) return { update() {}, stop() {} };
  return process.stderr.isTTY ? bar(noun, remaining) : lines(noun);
}

function bar(noun: string, remaining: Remaining): Progress {
  const format = (_: Options, { progress, total, startTime }: Params) => {
    const width = Math.max(10, Math.min(40, (process.stderr.columns ?? 80) - 40));
    const filled = "█".repeat(Math.round(progress * width)).padEnd(width, "░");
    return `${filled} ${Math.floor(100 * progress)} % of ${total} ${noun}${remaining(progress, startTime)}`;
  };
  const options = { clearOnComplete: true, hideCursor: true, gracefulExit: false }; // or it would take Ctrl-C from main.ts
  const shown = new SingleBar({ format, stream: process.stderr, ...options });
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

/** What is left at the speed so far; nothing before there is one. */
function left(progress: number, startTime: number): string {
  const elapsedS = (Date.now() - startTime) / 1000;
  return progress < 0.01 ? "" : ` · ${seconds(Math.ceil((elapsedS * (1 - progress)) / progress))} left`;
}

function lines(noun: string): Progress {
  const write = sparseLines(process.stderr);
  return {
    update(done, total) {
      write(() => `${Math.floor((100 * done) / total)} % of ${total} ${noun}`);
    },
    stop() {},
  };
}
