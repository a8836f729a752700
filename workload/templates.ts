/** A part of a request template: literal text, or a placeholder for what differs between requests. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  /** The request's own id. */
  | { readonly kind: "id" }
  /** A column of the feeder's row. */
  | { readonly kind: "field"; readonly column: string }
  /** An environment variable: a secret that only the harness knows. */
  | { readonly kind: "environment"; readonly name: string }
  /** A placeholder with an unknown name. */
  | { readonly kind: "unknown"; readonly written: string };

/** Splits a template at its placeholders `${id}`, `${field.COLUMN}` and `${env:NAME}`; empty texts are left out. */
export function parseTemplate(template: string): readonly TemplatePart[] {
  return template.split(/(\$\{[^}]*\}?)/).flatMap((written): readonly TemplatePart[] => {
    if (written === "") return [];
    return [written.startsWith("${") ? placeholder(written) : { kind: "text", text: written }];
  });
}

function placeholder(written: string): TemplatePart {
  const inside = /^\$\{(.*)\}$/s.exec(written)?.[1] ?? "";
  if (inside === "id") return { kind: "id" };
  const [, column, name] = /^(?:field\.(.+)|env:([A-Za-z_]\w*))$/s.exec(inside) ?? [];
  if (column !== undefined) return { kind: "field", column };
  return name === undefined ? { kind: "unknown", written } : { kind: "environment", name };
}
