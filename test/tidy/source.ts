import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAst } from "vitest/node";

const root = fileURLToPath(new URL("../..", import.meta.url));
const foreign = new Set(["node_modules", "dist", ".git", "coverage", "runs"]);

/** One import or re-export of a file; `from` is a path from the root of the repository, or a package's name. */
export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  /** It is passed on (`export … from`), not used. */
  readonly isPassedOn: boolean;
  readonly line: number;
}

/** A node of the syntax tree, as far as a walk over it needs to know. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A TypeScript file as its path, its text, its imports and every node of its tree. */
export interface Source extends SourceText {
  readonly imports: readonly Import[];
  readonly nodes: readonly SyntaxNode[];
  lineOf(offset: number): number;
}

/** Every text file of the repository, by its path from the root with forward slashes. */
export function repositoryTexts(): readonly SourceText[] {
  const files = (folder: string): readonly string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (foreign.has(entry.name)) return [];
      const path = join(folder, entry.name);
      return entry.isDirectory() ? files(path) : [path];
    });
  return files(root)
    .filter((path) => /(\.(ts|js|mjs|json|ya?ml|md|csv|sh)|\/run)$/.test(path))
    .map((path) => ({ path: relative(root, path).split(sep).join("/"), text: readFileSync(path, "utf8") }));
}

export function parse({ path, text }: SourceText): Source {
  const nodes = [...walk(parseAst(text, { lang: "ts" }, path) as unknown as SyntaxNode)];
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
  return { path, text, nodes, lineOf, imports: nodes.flatMap((node) => importOf(node, path, lineOf)) };
}

function* walk(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(child);
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function importOf(node: SyntaxNode, path: string, lineOf: Source["lineOf"]): readonly Import[] {
  const { source } = node;
  if (!isNode(source) || typeof source.value !== "string") return [];
  const from = source.value.startsWith(".") ? join(dirname(path), source.value).replace(/\.js$/, ".ts") : source.value;
  const typeOnly = node.importKind === "type" || node.exportKind === "type" || node.type === "TSImportType";
  return [{ from, typeOnly, isPassedOn: node.type.startsWith("Export"), line: lineOf(node.start) }];
}
