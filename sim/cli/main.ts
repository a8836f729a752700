#!/usr/bin/env node
import { exitCodes } from "./exit-codes.js";

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (process.listenerCount(signal) > 1) return; // work that can end early tells what it has
    const beside = process.stderr.isTTY ? "\n" : ""; // a bar, where it would not be seen
    process.stderr.write(`${beside}stopped: there is nothing to tell yet\n`);
    process.exit(exitCodes.aborted);
  });
}

// Imported after the signal handlers are set: loading takes long enough for a Ctrl-C to fall into it.
const { call } = await import("./program.js");
await call(process.argv.slice(2));
