import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from "yaml";
import { formatPath, type Issue, type Path, type Place, type Problem, show } from "./issues.js";
import type { Entry, Node, ScalarNode } from "./tree.js";

/** Values after aliases are unfolded; nine lines of aliases of aliases can stand for billions. */
const valuesMax = 100_000;

/** Turns the nodes of a YAML document into a located tree: aliases unfolded, merge keys merged, duplicates reported. */
export class YamlTree {
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

  /** A node that is absent (`key:` without a value) is an empty scalar where its key stands. */
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

  /** The tree is immutable, so that an alias is the very node of its anchor; but each one counts in full. */
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

function scalar({ value, source }: Scalar, at: Place): ScalarNode {
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value);
  return { kind: "scalar", at, value: isPlain ? (value as ScalarNode["value"]) : (source ?? null) };
}

function emptyAt(at: Place): ScalarNode {
  return { kind: "scalar", at, value: null };
}
