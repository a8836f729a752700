import { visible } from "../../scenarios/language/index.js";
import { failureOf } from "./failures.js";
import { program } from "./program.js";

/** Does what the command line asks for; whatever goes wrong becomes lines on stderr and an exit code. */
export async function call(words: readonly string[]): Promise<void> {
  // A reader that has seen enough (`sim run ... | head`) changes neither what is done nor how it ends.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") fail(error);
  });
  process.stderr.on("error", () => {}); // nobody could be told
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
  for (const line of lines.flatMap((each) => each.split("\n"))) process.stderr.write(`${visible(line)}\n`);
  process.exitCode = code;
}
