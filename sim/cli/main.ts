#!/usr/bin/env node
import { exitCodes } from "./exit-codes.js";

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (process.listenerCount(signal) > 1) return; // work that can end early tells what it has
    process.stderr.write(process.stderr.isTTY ? "\nstopped\n" : "stopped\n"); // beside a bar it would not be seen
    process.exit(exitCodes.aborted);
  });
}

// Only now: all else takes long enough to load that a Ctrl-C falls into it.
const { call } = await import("./call.js");
await call(process.argv.slice(2));
