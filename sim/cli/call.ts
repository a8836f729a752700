import { exitCodes } from "./exit-codes.js";
import { failureOf } from "./failures.js";
import { program } from "./program.js";

/** Does what the command line asks for; whatever goes wrong becomes lines on stderr and an exit code. */
export async function call(words: readonly string[]): Promise<void> {
  // A reader that has seen enough (`sim run ... | head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.good);
    fail(error);
  });
  process.on("uncaughtException", (error) => {
    fail(error);
    process.exit();
  });
  await program(words)
    .then((sim) => sim.parseAsync([...words], { from: "user" }))
    .catch(fail);
}

function fail(error: unknown): void {
  const { code, lines } = failureOf(error);
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exitCode = code;
}
