#!/usr/bin/env node
import { exitCodes } from "./exit-codes.js";
import { failureOf } from "./failures.js";
import { program } from "./program.js";

// A reader that has seen enough (`sim run ... | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.good);
  fail(error);
});
process.on("uncaughtException", (error) => {
  fail(error);
  process.exit();
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (process.listenerCount(signal) > 1) return; // work that can end early tells what it has
    process.stderr.write("stopped\n");
    process.exit(exitCodes.aborted);
  });
}

const call = process.argv.slice(2);
await program(call)
  .then((sim) => sim.parseAsync(call, { from: "user" }))
  .catch(fail);

function fail(error: unknown): void {
  const { code, lines } = failureOf(error);
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exitCode = code;
}
