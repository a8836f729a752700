import type { Scenario } from "../../sim/scenario/index.js";
import type { Tables } from "../../workload/tables.js";
import { methodOf, type RequestTemplate } from "../../workload/target.js";
import { parseTemplate, type TemplatePart } from "../../workload/templates.js";

/** What a template is filled from, besides the request's own id and number. */
interface TemplateSources {
  readonly tables: Tables;
  /** Values of `${env:NAME}`; null for a request that is only shown, in which the names stay as they are. */
  readonly environment: Readonly<Record<string, string>> | null;
}

/** A request in its final form, without what the driver adds. */
interface FilledTemplate {
  readonly method: ReturnType<typeof methodOf>;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Fills a template for one request: with its id, and with the feeder row chosen by its number within the demand. */
export type FillTemplate = (id: string, ordinal: number) => FilledTemplate;

type Fill = (id: string, ordinal: number) => string;
type Encode = (value: string) => string;

/** Compiles a template. Values are percent-encoded in the path and kept on one line in headers. */
export function compileTemplate(template: RequestTemplate, sources: TemplateSources): FillTemplate {
  const { feeder } = template;
  const method = methodOf(template);
  const compile = (text: string, encode: Encode) => {
    const fills = parseTemplate(text).map((part) => compilePart(part, feeder?.file, sources, encode));
    return joined(fills);
  };
  const path = compile(template.path, encodeURIComponent);
  const headers = Object.entries(template.headers).map(([name, value]) => [name, compile(value, onOneLine)] as const);
  const body = template.body === undefined ? undefined : compile(template.body, asItIs);
  return (id, ordinal) => {
    const filled: Record<string, string> = {};
    for (const [name, fill] of headers) filled[name] = fill(id, ordinal);
    return { method, path: path(id, ordinal), headers: filled, body: body?.(id, ordinal) };
  };
}

function compilePart(
  part: TemplatePart,
  feeder: string | undefined,
  { tables, environment }: TemplateSources,
  encode: Encode,
): Fill {
  switch (part.kind) {
    case "id":
      return (id) => encode(id);
    case "field": {
      const cells = tables.texts(feeder!, part.column).map(encode);
      return (_, ordinal) => cells[ordinal % cells.length];
    }
    case "environment":
      return constant(environment === null ? `\${env:${part.name}}` : encode(environment[part.name]));
    case "text":
      return constant(part.text);
    case "unknown":
      return constant(part.written);
  }
}

function constant(text: string): Fill {
  return () => text;
}

function joined(fills: readonly Fill[]): Fill {
  if (fills.length === 1) return fills[0];
  return (id, ordinal) => {
    let text = "";
    for (const fill of fills) text += fill(id, ordinal);
    return text;
  };
}

function onOneLine(value: string): string {
  return value.replace(/[\r\n\0]+/g, " ");
}

function asItIs(value: string): string {
  return value;
}

/** Names of the `${env:NAME}` variables that a scenario's requests need, each once. */
export function environmentNames({ demand }: Scenario): readonly string[] {
  return [...usesOf(demand).keys()];
}

/** Problems with the needed environment variables: where each is used, and the remedy. Values are never shown. */
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

/** The places where each name is used. */
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
