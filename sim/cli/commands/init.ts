import { existsSync, statSync } from "node:fs";
import { Argument, type Command } from "commander";
import { WrongCall } from "../failures.js";
import { examples, filePath } from "../options.js";
import { writeAtomically } from "../results/atomic-files.js";
import { templates } from "../templates/index.js";

interface Options {
  readonly file: string;
  readonly force?: true;
}

const template = new Argument("[template]", templates.map(({ name, about }) => `${name}: ${about}`).join("; "))
  .choices(templates.map(({ name }) => name))
  .default(templates[0].name);

/** Writes a scenario to start from. */
export const init = (command: Command): Command =>
  command
    .description("Writes a short commented scenario that runs as it is.")
    .addArgument(template)
    .option("--file <path>", "where to write it", filePath, "fleet.yaml")
    .option("--force", "replace the file if it exists")
    .addHelpText(
      "after",
      examples("sim init", "sim init chatbot --file night.yaml", "sim init sizing && sim size fleet.yaml"),
    )
    .action((name: string, { file, force }: Options) => {
      refuseToReplace(file, force ?? false);
      const { text, command } = templates.find((candidate) => candidate.name === name)!;
      writeAtomically(file, text.replaceAll("fleet.yaml", file));
      process.stdout.write(`${file} written. Next: sim ${command} ${file}\n`);
    });

function refuseToReplace(file: string, force: boolean): void {
  if (!existsSync(file)) return;
  if (statSync(file).isDirectory()) throw new WrongCall([`${file}: is a directory; --file names a file`]);
  if (!force) throw new WrongCall([`${file}: exists already; --force replaces it, --file names another`]);
}
