import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { studies } from "./index.js";
import { simulator } from "./simulate.js";

const [name, replications] = process.argv.slice(2);
const study = studies.find((one) => one.name === name);

if (study === undefined) {
  const known = studies.map(({ name, about }) => `  ${name}: ${about}`);
  console.error(["usage: npm run study -- <name> [replications]", ...known].join("\n"));
  process.exitCode = 2;
} else {
  const count = replications === undefined ? null : Number(replications);
  const simulate = simulator(packageRoot(), count, (words) => console.error(words));
  console.log(await study.report(simulate));
}

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}
