import type { Command } from "commander";
import { jsonSchema } from "../../../scenarios/language/index.js";
import { scenarioShape } from "../../scenario/index.js";
import { examples } from "../options.js";

const firstLine = `

Most editors follow the first line of a scenario:
  # yaml-language-server: $schema=fleetcast.schema.json`;

/** Prints the JSON Schema of a scenario. */
export const schema = (command: Command): Command =>
  command
    .description("Prints the JSON Schema of a scenario, with which editors complete and check it.")
    .addHelpText("after", `${examples("sim schema > fleetcast.schema.json")}${firstLine}`)
    .action(() => {
      const document = jsonSchema(scenarioShape, { title: "A scenario of fleetcast", id: "urn:fleetcast:scenario" });
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    });
