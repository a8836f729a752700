import type { Scenario } from "../../sim/scenario/index.js";
import { parseTemplate } from "../../workload/templates.js";

/** Names of the `${env:NAME}` that a scenario's requests need, each once. */
export function environmentNames({ demand }: Scenario): readonly string[] {
  return [...usesOf(demand).keys()];
}

/** What is missing of the environment, each with where it is used and its remedy; no value is ever told. */
export function environmentProblems(
  { demand }: Scenario,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return [...usesOf(demand)].flatMap(([name, places]) => {
    const where = `used in ${[...places].join(", ")}`;
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value === undefined || value === "") {
      return [`the environment variable ${name} is not set (${where})`, `  export ${name}=... and call again`];
    }
    if (!/[\r\n\0]/.test(value)) return [];
    return [`the environment variable ${name} holds a line break (${where})`, "  export it without one"];
  });
}

/** Where each name is used. */
function usesOf(demands: Scenario["demand"]): ReadonlyMap<string, ReadonlySet<string>> {
  const uses = new Map<string, Set<string>>();
  for (const { name, http } of demands) {
    const headers = Object.entries(http.headers).map(([header, text]) => [`headers.${header}`, text] as const);
    for (const [key, text] of [["path", http.path] as const, ...headers]) {
      for (const part of parseTemplate(text)) {
        if (part.kind !== "environment") continue;
        uses.set(part.name, (uses.get(part.name) ?? new Set()).add(`http.${key} of demand ${name}`));
      }
    }
  }
  return uses;
}
