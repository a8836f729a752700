import { Presets, SingleBar } from "cli-progress";

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
  const format = `{bar} {percentage} % of {total} ${noun} · {eta_formatted} left`;
  const shown = new SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true, barsize: 40 },
    Presets.shades_classic,
  );
  return {
    update(done, total) {
      if (!shown.isActive) shown.start(total, 0);
      shown.update(done);
    },
    stop: () => shown.stop(),
  };
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
