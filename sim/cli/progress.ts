import { SingleBar } from "cli-progress";

const secondsBetweenLines = 5;

/** Tells on stderr how far a run is, and takes it back when the result comes. */
export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** A bar where a person watches, a line every few seconds where a log does, nothing when asked to be quiet. */
export function progress(noun: string, quiet: boolean): Progress {
  if (quiet) return { update() {}, stop() {} };
  return process.stderr.isTTY ? bar(noun) : lines(noun);
}

function bar(noun: string): Progress {
  const format = `{bar} {value} of {total} ${noun} · {eta_formatted} left`;
  const single = new SingleBar({
    format,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 40,
  });
  let started = false;
  return {
    update(done, total) {
      if (!started) single.start(total, 0);
      started = true;
      single.update(done);
    },
    stop: () => single.stop(),
  };
}

function lines(noun: string): Progress {
  let last = performance.now();
  return {
    update(done, total) {
      if (performance.now() - last < secondsBetweenLines * 1000) return;
      last = performance.now();
      process.stderr.write(`${done} of ${total} ${noun}\n`);
    },
    stop() {},
  };
}
