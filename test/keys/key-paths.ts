import { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;

/**
 * Every key that a shape has, as a path: `services.*.task.cpu`, `demand[].name`, `incidents[].deployment.at` (a variant of
 * a list of kinds stands by its kind). A value that is a distribution or the like ends the path where `isLeaf` says so.
 */
export function keyPaths(shape: z.ZodType, isLeaf: (schema: Schema) => boolean): readonly string[] {
  const document = z.toJSONSchema(shape, { io: "input", target: "draft-2020-12" }) as Schema & {
    readonly $defs?: Readonly<Record<string, Schema>>;
  };
  const found = new Set<string>();
  const walk = (schema: Schema, path: string, above: readonly Schema[]): void => {
    const name = typeof schema.$ref === "string" ? schema.$ref.replace("#/$defs/", "") : null;
    const here = name === null ? schema : (document.$defs?.[name] ?? {});
    if (isLeaf(here) || above.includes(here)) return void found.add(path); // a shape within itself has no new keys
    const inner = [...variantsOf(here, path), ...childrenOf(here, path)];
    if (inner.length === 0) found.add(path);
    for (const [child, at] of inner) walk(child, at, [...above, here]);
  };
  walk(document, "", []);
  return [...found].sort();
}

/** Alternatives: a kind by its name, others at the same path. */
function variantsOf(schema: Schema, path: string): readonly (readonly [Schema, string])[] {
  const alternatives = (schema.oneOf ?? schema.anyOf ?? []) as readonly Schema[];
  return alternatives
    .filter((variant) => variant.type === "object" || variant.type === "array" || variant.oneOf || variant.anyOf)
    .map((variant) => {
      const kind = variant.properties?.kind as { readonly const?: string; readonly default?: string } | undefined;
      const isNamed = kind?.const !== undefined && kind.default === undefined; // the kind of a map that says none has no name in a path
      return [variant, isNamed ? join(path, `<${kind.const}>`) : path];
    });
}

function childrenOf(schema: Schema, path: string): readonly (readonly [Schema, string])[] {
  const own = Object.entries(schema.properties ?? {})
    .filter(([key]) => key !== "kind")
    .map(([key, child]) => [child as Schema, join(path, key)] as const);
  const any = schema.additionalProperties;
  const each = typeof any === "object" && any !== null ? [[any as Schema, join(path, "*")] as const] : [];
  const items = schema.items;
  const elements = typeof items === "object" && !Array.isArray(items) ? [[items as Schema, `${path}[]`] as const] : [];
  return [...own, ...each, ...elements];
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
