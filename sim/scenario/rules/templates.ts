import type { Path } from "../../../scenarios/language/index.js";
import { nearest } from "../../../scenarios/language/issues.js";
import { either } from "../../../scenarios/language/spelling.js";
import { type DemandConfig, hasSessions } from "../../../workload/demand-shape.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import type { Tables } from "../../../workload/tables.js";
import { parseTemplate, type TemplatePart } from "../../../workload/templates.js";
import type { ScenarioRule } from "./rule.js";

interface Template {
  readonly at: Path;
  readonly text: string;
}

/**
 * Names in templates have to exist: the request's id, columns of the feeder, and secrets, which are not written down.
 */
export const placeholders: ScenarioRule = ({ data: { tables } }) => ({
  code: "placeholder",
  check({ demand }, report) {
    for (const [index, config] of demand.entries()) {
      const columns = columnsOf(config, tables);
      if (columns === null) continue;
      for (const { at, text } of templatesIn(config, ["demand", index, "http"])) {
        for (const part of parseTemplate(text)) {
          const problem = problemOf(part, at, columns);
          if (problem !== null) report(at, { severity: "error", ...problem });
        }
      }
    }
  },
});

/** Headers by which two servers find where a request ends, or whose connection it is: written by hand they smuggle another. */
const framing = new Set([
  ...["connection", "content-length", "expect", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"],
  ...["upgrade"],
]);

/** Headers that the driver alone may write, and a host that no target can be compared with. */
export const ownHeaders: ScenarioRule = () => ({
  code: "header",
  check({ demand }, report) {
    for (const [index, { http }] of demand.entries()) {
      const names = Object.keys(http.headers);
      for (const [place, name] of names.entries()) {
        const isTwice = names.findIndex((each) => each.toLowerCase() === name.toLowerCase()) < place;
        const problem = isTwice ? twice : headerProblem(name.toLowerCase(), http.headers[name]);
        if (problem !== null)
          report(["demand", index, "http", "headers", name], { severity: "error", got: name, ...problem });
      }
    }
  },
});

const twice = { expected: "each header once, in capitals or not", hint: "leave one of them out" };

function headerProblem(name: string, value: string) {
  const driver = "a header that does not frame the request";
  if (framing.has(name))
    return { expected: driver, hint: "leave it out: the driver writes it as the request needs it" };
  if (name.startsWith("sec-websocket-") || name.startsWith("x-fleetcast-"))
    return { expected: "a header of your own", hint: "leave it out: the driver writes it" };
  const isFilled = name === "host" && parseTemplate(value).some(({ kind }) => kind !== "text");
  return isFilled
    ? { expected: "the target's own host", hint: "leave it out, and name the target by that host" }
    : null;
}

/** Sessions connect with path and headers; what a request has beside them is not looked at. */
export const sessionTemplates: ScenarioRule = () => ({
  code: "session-http",
  check({ demand }, report) {
    for (const [index, config] of demand.entries()) {
      const { body, expect } = config.http;
      if (!hasSessions(config)) continue;
      const unused = { body, expect: expect.body ?? expect.status[0] };
      for (const [key, value] of Object.entries(unused)) {
        if (value === undefined) continue;
        report(["demand", index, "http", key], {
          severity: "warning",
          expected: "path and headers alone, with which a session connects",
          got: key,
          hint: "what its messages ask for stands under session.message",
        });
      }
    }
  },
});

/** The columns of the feeder; none without one, null where its file cannot be read, which another rule tells. */
function columnsOf({ http }: DemandConfig, tables: Tables): readonly string[] | null {
  const { feeder } = http;
  if (feeder === undefined) return [];
  const columns = orInputError(() => tables.columns(feeder.file));
  return columns instanceof InputError ? null : columns;
}

function templatesIn({ http: { path, headers, body } }: DemandConfig, at: Path): readonly Template[] {
  return [
    { at: [...at, "path"], text: path },
    ...Object.entries(headers).map(([name, text]) => ({ at: [...at, "headers", name], text })),
    { at: [...at, "body"], text: body ?? "" },
  ];
}

function problemOf(part: TemplatePart, at: Path, columns: readonly string[]) {
  const known = columns.map((column) => spelled(`field.${column}`));
  switch (part.kind) {
    case "unknown": {
      const inside = part.written.replace(/^\$\{|\}$/g, "");
      const expected = either([spelled("id"), ...known, spelled("env:NAME")]);
      return { expected, got: part.written, hint: meant(inside, columns) };
    }
    case "field": {
      if (columns.includes(part.column)) return null;
      const expected = known.length > 0 ? either(known) : "a feeder whose file has that column";
      return { expected, got: spelled(`field.${part.column}`), hint: meant(part.column, columns) };
    }
    case "environment": {
      if (at.at(-1) !== "body") return null;
      return { expected: "no secret in a body", got: spelled(`env:${part.name}`), hint: "put it into a header" };
    }
    default:
      return null;
  }
}

/** The placeholder that was probably meant: one with a similar spelling, or a column without its `field.`. */
function meant(written: string, columns: readonly string[]): string | undefined {
  const variable = /^env[.:\s]\s*([A-Za-z_]\w*)$/i.exec(written)?.[1];
  const inside = new Map([
    ["id", "id"],
    ...columns.flatMap((name) => [name, `field.${name}`].map((key) => [key, `field.${name}`] as const)),
  ]);
  const near = variable === undefined ? inside.get(nearest(written, [...inside.keys()]) ?? "") : `env:${variable}`;
  return near === undefined ? undefined : `did you mean ${spelled(near)}?`;
}

function spelled(inside: string): string {
  return `\${${inside}}`;
}
