import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  Parser,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { formatPath, type Issue, type Path, type Place, type Problem, show } from "./issues.js";
import type { Entry, Node, ScalarNode } from "./tree.js";

/** A text and the path by which its problems name it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A text as a tree with places, and every problem found on the way; no tree when the text cannot be parsed. */
interface ParsedText {
  readonly tree?: Node;
  readonly issues: readonly Issue[];
}

const charactersMax = 1024 * 1024;
/**
 * Deepest nesting that is accepted, in levels. No scenario needs more, and deeper recursion could exhaust the stack.
 */
const nestingMax = 40;
/** Largest number of syntax errors reported for one file. A broken file has many, and the first ones are enough. */
const syntaxIssuesMax = 20;

/** Cache of parsed files, since each is read again for thousands of configurations. */
const parsed = new WeakMap<SourceFile, ParsedText>();

/** Reads YAML 1.2 with merge keys. Refuses what is not text, too large, too deep, or more than one document. */
export function parseYaml(file: SourceFile): ParsedText {
  const known = parsed.get(file) ?? parse(file);
  parsed.set(file, known);
  return known;
}

function parse({ path, text }: SourceFile): ParsedText {
  const top = { file: path, line: 1, column: 1 };
  if (text.length > charactersMax) {
    return refused(top, "too-large", "a file of at most 1 MB", `one of ${(text.length / charactersMax).toFixed(1)} MB`);
  }
  if (/[\0\ufffd]/.test(text)) return refused(top, "binary", "a text in UTF-8", "binary content");
  const lines = new LineCounter();
  const [first, second] = composeAll(text, lines);
  const place = placer(path, lines);
  const syntax = [...first.errors, ...first.warnings];
  const exhausted = syntax.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  if (exhausted) return tooDeep(place(exhausted.pos[0]));
  if (syntax.length > 0) return { issues: syntax.slice(0, syntaxIssuesMax).map((error) => syntaxIssue(error, place)) };
  if (second) return refused(place(second.range[0]), "several-documents", "one YAML document", "a second one");
  if (first.contents === null) return refused(top, "empty", "a YAML document", "nothing");
  const { tree, issues } = new YamlTree(place).read(first.contents);
  const fatal = issues.filter(({ code }) => code === "syntax" || code === "too-many-values");
  if (fatal.length > 0) return { issues: fatal };
  const deepest = firstDeeper(tree, nestingMax);
  return deepest ? tooDeep(deepest.at) : { tree, issues };
}

/** The first document, and the second if there is one. */
function composeAll(text: string, lines: LineCounter): readonly [Document.Parsed, Document.Parsed?] {
  const composer = new Composer({ schema: "core", uniqueKeys: false });
  const documents = composer.compose(new Parser(lines.addNewLine).parse(text), true, text.length);
  const first = documents.next().value as Document.Parsed; // there is always one, since it is forced
  return [first, documents.next().value ?? undefined];
}

function placer(file: string, lines: LineCounter): (offset: number) => Place {
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
}

function refused(at: Place, code: string, expected: string, got: string): ParsedText {
  return { issues: [{ ...at, code, severity: "error", path: "", expected, got }] };
}

function tooDeep(at: Place): ParsedText {
  return refused(at, "too-deep", `at most ${nestingMax} levels of nesting`, "more");
}

function syntaxIssue({ message, pos }: YAMLError, place: (offset: number) => Place): Issue {
  return { ...place(pos[0]), code: "syntax", severity: "error", path: "", expected: "valid YAML", got: message };
}

function firstDeeper(node: Node, levels: number): Node | undefined {
  if (levels === 0) return node;
  if (node.kind === "scalar") return undefined;
  const children = node.kind === "list" ? node.items : [...node.entries.values()].map(({ value }) => value);
  for (const child of children) {
    const deeper = firstDeeper(child, levels - 1);
    if (deeper) return deeper;
  }
  return undefined;
}

/** Largest number of values after aliases are expanded; nine lines of aliases of aliases can stand for billions. */
const valuesMax = 100_000;

/**
 * Turns the nodes of a YAML document into a tree with places: expands aliases, merges merge keys, reports duplicates.
 */
class YamlTree {
  readonly #place: (offset: number) => Place;
  readonly #issues: Issue[] = [];
  readonly #anchors = new Map<string, { readonly node: Node; readonly values: number }>();
  #values = 0;

  constructor(place: (offset: number) => Place) {
    this.#place = place;
  }

  read(contents: unknown): { readonly tree: Node; readonly issues: readonly Issue[] } {
    return { tree: this.#node(contents, [], this.#place(0)), issues: this.#issues };
  }

  /** Reads a node. An absent one (`key:` without a value) becomes an empty scalar at the place of its key. */
  #node(node: unknown, path: Path, keyAt: Place): Node {
    const at = this.#placeOf(node, keyAt);
    const before = this.#values++;
    if (this.#values > valuesMax) return this.#refuseValues(at);
    const read = this.#content(node, path, at);
    if (isNode(node) && "anchor" in node && node.anchor) {
      this.#anchors.set(node.anchor, { node: read, values: this.#values - before });
    }
    return read;
  }

  #content(node: unknown, path: Path, at: Place): Node {
    if (isAlias(node)) return this.#alias(node, path, at);
    if (isMap(node)) return { kind: "map", at, entries: this.#entries(node, path, at) };
    if (!isSeq(node)) return isScalar(node) ? scalar(node, at) : emptyAt(at);
    return { kind: "list", at, items: node.items.map((item, index) => this.#node(item, [...path, index], at)) };
  }

  /**
   * Reads an alias as the very node of its anchor, since the tree is immutable. Its values are counted in full each
   * time.
   */
  #alias({ source }: Alias, path: Path, at: Place): Node {
    const anchor = this.#anchors.get(source);
    if (!anchor) {
      this.#report(at, "syntax", path, {
        expected: "the name of an anchor that stands before",
        got: show(`*${source}`),
      });
      return emptyAt(at);
    }
    this.#values += anchor.values;
    return this.#values > valuesMax ? this.#refuseValues(at) : anchor.node;
  }

  #entries(map: YAMLMap, path: Path, at: Place): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    const merged: Node[] = [];
    for (const pair of map.items) {
      const keyAt = this.#placeOf(pair.key, at);
      const key = this.#key(pair, path, keyAt);
      if (key === undefined) continue;
      const value = this.#node(pair.value, [...path, key], keyAt);
      if (isMergeKey(pair)) merged.push(...this.#mergeSources(value, path));
      else if (entries.has(key)) this.#reportDuplicate(key, path, keyAt, entries.get(key)!.keyAt);
      else entries.set(key, { keyAt, value });
    }
    for (const source of merged) {
      if (source.kind !== "map") continue;
      for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
    }
    return entries;
  }

  #key({ key }: Pair, path: Path, at: Place): string | undefined {
    const text = isScalar(key) && key.value !== null ? String(key.value) : undefined;
    if (text !== undefined && !(text in Object.prototype)) return text;
    const got = text === undefined ? (isScalar(key) ? "an empty one" : "a collection") : show(text);
    this.#report(at, "unknown-key", path, { expected: "a key that is a word", got });
    return undefined;
  }

  #mergeSources(value: Node, path: Path): readonly Node[] {
    const sources = value.kind === "list" ? value.items : [value];
    const wrong = sources.find(({ kind }) => kind !== "map");
    if (wrong)
      this.#report(wrong.at, "syntax", [...path, "<<"], { expected: "a map to merge", got: `a ${wrong.kind}` });
    return sources;
  }

  #reportDuplicate(key: string, path: Path, at: Place, first: Place): void {
    const hint = `the first is in line ${first.line}`;
    this.#report(at, "duplicate-key", [...path, key], { expected: "a key only once", got: `${show(key)} again`, hint });
  }

  #refuseValues(at: Place): Node {
    if (!this.#issues.some(({ code }) => code === "too-many-values")) {
      const expected = `at most ${valuesMax} values with every alias unfolded`;
      this.#report(at, "too-many-values", [], { expected, got: "more" });
    }
    return emptyAt(at);
  }

  #report(at: Place, code: string, path: Path, problem: Omit<Problem, "severity">): void {
    this.#issues.push({ ...at, code, severity: "error", path: formatPath(path), ...problem });
  }

  #placeOf(node: unknown, fallback: Place): Place {
    return isNode(node) && node.range ? this.#place(node.range[0]) : fallback;
  }
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}

function scalar({ value, source, type, range }: Scalar, at: Place): ScalarNode {
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value);
  const written = type === "PLAIN" && source && range ? { written: { text: source, start: range[0] } } : {};
  return { kind: "scalar", at, value: isPlain ? (value as ScalarNode["value"]) : (source ?? null), ...written };
}

function emptyAt(at: Place): ScalarNode {
  return { kind: "scalar", at, value: null };
}
