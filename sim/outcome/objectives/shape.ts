import { z } from "zod";
import { namedMetrics } from "../../facts/service-metrics.js";
import { costMetrics } from "../reading.js";
import { Refusal, refusable } from "../refusal.js";
import type { Objective } from "./objective.js";
import { parseBreach, parseObjective, parseOfCanary } from "./parse.js";

const form = z.strictObject({
  objective: z.string().describe("A metric, a limit, and when it has to hold."),
  severity: z
    .enum(["target", "alert"])
    .default("target")
    .describe("target: a breach fails the prediction; alert: it is told, and does not."),
});

const { $schema: _dialect, ...formJson } = z.toJSONSchema(form, { io: "input" });

/** Pattern of objectives for editors: a known metric and a relation. */
const pattern = (() => {
  const alternatives = (words: readonly string[]) => words.map((word) => word.replaceAll(".", "\\.")).join("|");
  const ofService = alternatives(namedMetrics.flatMap(({ name, field }) => [name, field]));
  const ofCost = alternatives(costMetrics.flatMap(({ name, field }) => [name, field]));
  return `^\\s*(?:(?:\\S+\\s+)?(?:${ofService})|cost(?:\\s+(?:${ofCost}))?)(?:\\s+error)?\\s*(?:<=|>=|≤|≥|\\sin\\s)\\s*\\S.*$`;
})();

const json = {
  anyOf: [
    { type: "string" as const, pattern },
    {
      ...formJson,
      properties: {
        ...formJson.properties,
        objective: { ...(formJson.properties!.objective as object), type: "string" as const, pattern },
      },
    },
  ],
  unit: "an objective: a metric, a limit, and when it has to hold",
  examples: [
    "orchestrator p99 <= 3s",
    "orchestrator cpu in 50..65 %",
    "cost perMonth <= $1,500",
    { objective: "orchestrator p99 <= 3s for 5m during 09:00-23:00", severity: "alert" },
  ],
};

/** An objective as a scenario writes it: a text, or a text with its severity. */
export const objectiveShape = refusable<Objective>(json, {
  read: (written) => {
    if (typeof written === "string" && !/^\d+([.,]|\s|$)/.test(written.trim()))
      return parseObjective(written, "target");
    const result = form.safeParse(written);
    if (result.success) return parseObjective(result.data.objective, result.data.severity);
    const isCutInMap =
      typeof written === "object" && written !== null && Object.keys(written).some((key) => /^\d/.test(key));
    const isCut = isCutInMap || typeof written === "number" || typeof written === "string";
    throw new Refusal(
      "an objective as text, or { objective: text, severity: target | alert }",
      isCut ? `quote the objective: within ${isCutInMap ? "{ }" : "[ ]"} a comma ends a value` : undefined,
    );
  },
  write: ({ text, severity }) => (severity === "target" ? text : { objective: text, severity }),
});

/** An objective that a canary has to hold, as a scenario writes it. */
export const canaryObjectiveShape = objectiveText(
  ["p99 <= 3s for 5m", "errorRate <= 1 %", "cpu <= 75 % for 10m"],
  parseOfCanary,
);

/** An objective that an incident waits for to be broken, as a scenario writes it. */
export const breachShape = objectiveText(["web p99 <= 3s for 5m", "web interruptedTasks <= 10 % for 15m"], parseBreach);

function objectiveText(examples: readonly string[], parse: (text: string) => Objective) {
  return refusable<Objective>(
    {
      type: "string",
      pattern,
      unit: "an objective: a metric, a limit, and when it has to hold",
      examples: [...examples],
    },
    {
      read: (written) => {
        if (typeof written === "string") return parse(written);
        throw new Refusal(`an objective as text, such as '${examples[0]}'`);
      },
      write: ({ text }) => text,
    },
  );
}
