import { type Options, type Params, SingleBar } from "cli-progress";
import { seconds } from "../../reports/numbers.js";

const secondsBetweenLines = 10;

/** Tells on stderr how far a run is; `done` may have a fraction. */
export interface Progress {
  update(done: number, total: number): void;
  /** Takes back what would stand beside the result. */
  stop(): void;
}

/** A bar where a person watches, a line every few seconds where a log does, nothing when asked to be quiet. */
export function progress(noun: string, quiet: boolean): Progress {
  if (quiet) return { update() {}, stop() {} };
  return process.stderr.isTTY ? bar(noun) : lines(noun);
}

function bar(noun: string): Progress {
  const format = (_: Options, { progress, total, startTime }: Params) => {
    const width = Math.max(10, Math.min(40, (process.stderr.columns ?? 80) - 40));
    const filled = "█".repeat(Math.round(progress * width)).padEnd(width, "░");
    return `${filled} ${Math.floor(100 * progress)} % of ${total} ${noun}${left(progress, startTime)}`;
  };
  const shown = new SingleBar({ format, stream: process.stderr, clearOnComplete: true, hideCursor: true });
  return {
    update(done, total) {
      if (!shown.isActive) shown.start(total, 0);
      shown.update(done);
    },
    stop: () => shown.stop(),
  };
}

/** What is left at the speed so far; nothing before there is one. */
function left(progress: number, startTime: number): string {
  const elapsedS = (Date.now() - startTime) / 1000;
  return progress < 0.01 ? "" : ` · ${seconds(Math.ceil((elapsedS * (1 - progress)) / progress))} left`;
}

function lines(noun: string): Progress {
  let last = performance.now();
  return {
    update(done, total) {
      if (performance.now() - last < secondsBetweenLines * 1000) return;
      last = performance.now();
      process.stderr.write(`${Math.floor((100 * done) / total)} % of ${total} ${noun}\n`);
    },
    stop() {},
  };
}
