import { Argument, type Command, Option } from "commander";
import { metricsReference, referencePage } from "../../../reports/reference.js";
import { jsonSchema } from "../../../scenarios/language/index.js";
import { reference } from "../../../scenarios/language/reference.js";
import { scenarioShape } from "../../scenario/index.js";
import { sizingShape } from "../../sizing/shape.js";
import { examples } from "../options.js";

const firstLine = `

Most editors follow the first line of a scenario:
  # yaml-language-server: $schema=fleetcast.schema.json`;

/** The documents that have a schema; the first is the default. */
const documents = {
  scenario: {
    shape: scenarioShape,
    title: "A scenario of fleetcast",
    id: "urn:fleetcast:scenario",
    metrics: metricsReference,
  },
  sizing: { shape: sizingShape, title: "A sizing file of fleetcast", id: "urn:fleetcast:sizing", metrics: () => "" },
} as const;

const document = new Argument("[document]", "a scenario, or a sizing file")
  .choices(Object.keys(documents))
  .default("scenario");

const format = new Option("--format <format>", "the schema, or every key with its meaning as a page")
  .choices(["json", "markdown"])
  .default("json");

/** Prints the JSON Schema of a scenario or a sizing file, or the reference of its keys. */
export const schema = (command: Command): Command =>
  command
    .description("Prints the JSON Schema of a scenario, with which editors complete and check it.")
    .addArgument(document)
    .addOption(format)
    .addHelpText(
      "after",
      `${examples("sim schema > fleetcast.schema.json", "sim schema sizing > sizing.schema.json")}${firstLine}`,
    )
    .action((name: keyof typeof documents, { format }: { readonly format: string }) => {
      const { shape, title, id, metrics } = documents[name];
      const schema = () => `${JSON.stringify(jsonSchema(shape, { title, id }), null, 2)}\n`;
      process.stdout.write(format === "json" ? schema() : referencePage(title, reference(shape)) + metrics());
    });
