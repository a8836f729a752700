import {
  Document,
  isCollection,
  isMap,
  isNode,
  isSeq,
  Scalar,
  type ScalarTag,
  visit,
  type Node as YamlNode,
} from "yaml";
import { z } from "zod";
import { variantsKey } from "./language-keys.js";
import { partsOf } from "./parts.js";
import type { Loaded } from "./read.js";
import { child, type Entry, type MapNode, type Node } from "./tree.js";
import { acts, visibleDocument } from "./visible.js";

/**
 * The YAML of a decoded value with every default filled in, in the key order of the shape. It reads back to an equal
 * value; what the user did not write ends in `# default`. `variants` are the document's named deviations.
 */
export function resolve<S extends z.ZodType>(
  { tree }: Loaded,
  shape: S,
  value: z.output<S>,
  variants: Readonly<Record<string, unknown>> = {},
): string {
  const parts = partsOf(shape);
  const texts =
    parts === null
      ? [textOf(z.encode(shape, value), tree)]
      : Object.entries(parts).map(([key, part]) =>
          textOfPart(key, part, (value as Keyed)[key], tree?.entries.get(key)),
        );
  if (Object.keys(variants).length > 0) texts.push(textOf({ [variantsKey]: variants }, undefined));
  return texts.join("");
}

type Keyed = Readonly<Record<string, unknown>>;

interface WrittenPart {
  readonly node: Node | undefined;
  readonly text: string;
}

/** Cached texts of values: thousands of configurations have nearly all of them in common. */
const texts = new WeakMap<object, WrittenPart>();

/** The lines for one key of a map. */
function textOfPart(key: string, shape: z.ZodType, value: unknown, entry: Entry | undefined): string {
  if (value === undefined) return "";
  const node = entry?.value;
  const known = typeof value === "object" && value !== null ? texts.get(value) : undefined;
  if (known !== undefined && known.node === node) return known.text;
  const at = { file: "", line: 0, column: 0 };
  const tree: MapNode = { kind: "map", at, entries: new Map(entry === undefined ? [] : [[key, entry]]) };
  const text = textOf({ [key]: z.encode(shape, value) }, tree);
  if (typeof value === "object" && value !== null) texts.set(value, { node, text });
  return text;
}

function textOf(encoded: unknown, tree: MapNode | undefined): string {
  const document = new Document(encoded, { aliasDuplicateObjects: false, customTags: [emptyTag] });
  if (tree && isNode(document.contents)) document.contents = marked(document.contents, tree);
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === "string" && acts(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return visibleDocument(document.toString({ lineWidth: 0 }));
}

/**
 * Marks defaults. A plain spelling (`20/s`) stands for the whole map that it decodes to, so everything within it counts
 * as written.
 */
function marked(node: YamlNode, written: Node | undefined): YamlNode {
  if (written?.kind === "scalar") return node;
  if (!isCollection(node)) return written ? node : commented(node);
  if (node.items.length === 0) return written ? node : commented(new Scalar(new Empty(isSeq(node) ? "[]" : "{}")));
  const below = (step: string | number, value: unknown) =>
    isNode(value) ? marked(value, written && child(written, step)) : value;
  if (isMap(node)) for (const pair of node.items) pair.value = below(String(pair.key), pair.value);
  else node.items = node.items.map((item, index) => below(index, item));
  return node;
}

function commented(node: YamlNode): YamlNode {
  node.comment = " default";
  return node;
}

/** An empty list or map as a scalar, since the comment of a flow collection would be printed inside it. */
class Empty {
  constructor(readonly spelling: "[]" | "{}") {}
}

const emptyTag: ScalarTag = {
  tag: "!empty",
  default: true,
  identify: (value) => value instanceof Empty,
  resolve: (spelling) => spelling,
  stringify: ({ value }) => (value as Empty).spelling,
};
