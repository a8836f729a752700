import { z } from "zod";
import { flow, type Told, unitOf } from "./meanings.js";

/** One key as the reference describes it. */
export interface ReferenceKey {
  readonly key: string;
  readonly meaning: string;
  /** How its value is written; empty when it only has keys of its own. */
  readonly value: string;
  readonly default: string | null;
  readonly isRequired: boolean;
  readonly aws: string | null;
  /** The titles of the sections that describe its own keys. */
  readonly sections: readonly string[];
}

/** The keys of one map of a document, titled by the path where it appears first: `demand[].arrivals (bursty)`. */
export interface ReferenceSection {
  readonly title: string;
  /** What the variant does, when the map is one of several kinds. */
  readonly about: string | null;
  readonly keys: readonly ReferenceKey[];
}

/** Describes every map of a shape once, however often it is used: the content of `sim schema` as a page. */
export function reference(shape: z.ZodType): readonly ReferenceSection[] {
  const document: Told = z.toJSONSchema(shape, { io: "input" });
  const sections = new Map<string, Section>();
  const titles = new Map<string, string>();
  const resolved = (schema: Told): Told => {
    const name = schema.$ref?.replace("#/$defs/", "");
    return name === undefined ? schema : ((name === "#" ? document : document.$defs?.[name]) as Told);
  };
  /** The titles of the sections for a value. A section is made where it is first needed. */
  const sectionsOf = (written: Told, path: string): readonly string[] => {
    const schema = resolved(written);
    const { items, additionalProperties: each, properties } = schema;
    if (isMap(each)) return sectionsOf(each, `${path}.<name>`);
    if (isMap(items)) return sectionsOf(items, `${path}[]`);
    if (properties) return [sectionOf(schema, path)];
    const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])] as readonly Told[];
    return [...new Set(alternatives.flatMap((one) => sectionsOf(one, path)))];
  };
  const sectionOf = (schema: Told, path: string): string => {
    const keys = Object.entries(schema.properties as Readonly<Record<string, Told>>);
    const { const: kind, default: usual } = (schema.properties!.kind ?? {}) as Told;
    const identity = JSON.stringify([kind, keys.map(([key, { description }]) => [key, description])]);
    const title = titles.get(identity) ?? (kind === undefined ? path : `${path} (${kind})`);
    const section = sections.get(title) ?? {
      about: kind === undefined ? null : (schema.description ?? null),
      keys: new Map(),
    };
    sections.set(title, section);
    const isKnown = titles.has(identity);
    titles.set(identity, title);
    const above = usual === undefined ? title : path; // a kind that may be left out is not part of the path
    for (const [key, inner] of keys) {
      if (key === "kind") continue;
      const found = section.keys.get(key);
      found?.values.add(valueWords(inner));
      if (isKnown || found) continue;
      const isRequired = schema.required?.includes(key) ?? false;
      const row = keyOf(key, inner, isRequired);
      section.keys.set(key, row);
      row.sections.push(...sectionsOf(inner, above === "" ? key : `${above}.${key}`));
    }
    return title;
  };
  sectionsOf(document, "");
  return [...sections]
    .filter(([, { about, keys }]) => keys.size > 0 || about !== null)
    .map(([title, { about, keys }]) => ({ title, about, keys: [...keys.values()].map(told) }));
}

/** A section under construction: the same key may be written in several units. */
interface Section {
  readonly about: string | null;
  readonly keys: Map<string, Row>;
}
type Row = Omit<ReferenceKey, "value" | "sections"> & { readonly values: Set<string>; readonly sections: string[] };

function told({ values, ...row }: Row): ReferenceKey {
  const [first, second, ...others] = values;
  const value =
    others.length > 0 ? "in the unit of its place" : second === undefined ? first : `${first}; or ${second}`;
  return { ...row, value };
}

function keyOf(key: string, schema: Told, isRequired: boolean): Row {
  const { description: meaning = "", aws = null, default: value } = schema;
  const isTold = value !== undefined && value !== "" && JSON.stringify(value) !== "{}";
  const values = new Set([valueWords(schema)]);
  return { key, meaning, values, default: isTold ? flow(value) : null, isRequired, aws, sections: [] };
}

/** How a value is written: as one of several words, or in its unit. */
function valueWords(schema: Told): string {
  const { enum: choices, items, type, const: only } = schema;
  if (choices) return choices.join(", ");
  if (only !== undefined) return String(only);
  if (isMap(items)) {
    const words = valueWords(items);
    return words === "" ? "a list" : `a list: ${words}`;
  }
  return unitOf(schema) ?? (type === "integer" || type === "number" ? `a number${minimumWords(schema)}` : "");
}

function minimumWords({ minimum }: Told): string {
  return minimum === undefined ? "" : `, at least ${minimum}`;
}

function isMap(value: unknown): value is Told {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
