import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from "node:fs";

/** Time without any data after which a pipe is given up, in milliseconds. */
const silenceMs = 5_000;
const pollMs = 10;

/**
 * Reads the bytes of a file, or of a pipe that somebody writes into; or says why it cannot. A plain read of a pipe
 * without a writer never returns, and no signal ends it.
 */
export function readBytes(path: string, bytesMax: number): Buffer | "silent" | "too long" {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(file);
    if (stat.isFIFO()) return endedBySignals(() => drain(file, bytesMax));
    return stat.size > bytesMax ? "too long" : readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Runs work that blocks the event loop. Signal listeners could not run then, so until it is done the signals end the
 * process.
 */
function endedBySignals<T>(work: () => T): T {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const listeners = signals.map((signal) => process.rawListeners(signal) as NodeJS.SignalsListener[]);
  for (const signal of signals) process.removeAllListeners(signal);
  try {
    return work();
  } finally {
    for (const [index, signal] of signals.entries()) for (const one of listeners[index]) process.on(signal, one);
  }
}

function drain(pipe: number, bytesMax: number): Buffer | "silent" | "too long" {
  const parts: Buffer[] = [];
  let length = 0;
  for (let until = performance.now() + silenceMs; performance.now() < until; ) {
    const part = readSome(pipe);
    if (part !== null && part.length > 0) {
      parts.push(part);
      length += part.length;
      until = performance.now() + silenceMs;
      if (length > bytesMax) return "too long";
    } else if (part !== null && length > 0) return Buffer.concat(parts);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pollMs);
  }
  return "silent";
}

/** Reads what a pipe offers: empty when it has no writer, not yet or not any more; null when one may still write. */
function readSome(pipe: number): Buffer | null {
  const part = Buffer.alloc(2 ** 16);
  try {
    return part.subarray(0, readSync(pipe, part));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return null;
    throw error;
  }
}
