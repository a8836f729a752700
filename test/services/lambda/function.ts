import type { InvocationFacts } from "../../../sim/facts/aspects/invocations.js";
import type { Facts } from "../../../sim/facts/facts.js";
import type { Replication } from "../../../sim/outcome/replication.js";
import type { ReadScenario } from "../../../sim/scenario/index.js";
import { billOf, scenario, type WholeFacts } from "../../support/simulate.js";

/** A function `fn` and what is sent to it, without anything around it. */
export function functionScenario(
  keys: string,
  {
    demand,
    clock = "duration: 60s, warmup: 0s",
    beside = "",
    more = "",
  }: { demand: string; clock?: string; beside?: string; more?: string },
  files: Readonly<Record<string, string>> = {},
): ReadScenario {
  return scenario(
    `
region: us-east-1
clock: { ${clock} }
demand: [ { name: load, to: fn, ${demand} } ]
services: { fn: { kind: lambda, memory: 512 MB, architecture: arm64${keys === "" ? "" : `, ${keys}`} }${beside} }
${more}`,
    files,
  );
}

/** What a function tells of a run. */
export function told({ services }: Replication, name = "fn"): WholeFacts & { readonly invocations: InvocationFacts } {
  return services[name] as Facts as WholeFacts;
}

/** Lines of a bill by what they are for. */
export function linesOf(read: ReadScenario, replication: Replication) {
  const { lines } = billOf(read, replication);
  return Object.fromEntries(
    lines.map(({ item, quantity, usd, perMonthUsd }) => [item, { quantity, usd, perMonthUsd }]),
  );
}
