import { Document, isCollection, isMap, isNode, type Node as YamlNode } from "yaml";
import { z } from "zod";
import type { Loaded } from "./read.js";
import { child, type Node } from "./tree.js";

/**
 * The YAML of a decoded value with every default filled in, in the key order of the shape. It reads back to an equal
 * value; what the user did not write ends in `# default`.
 */
export function resolve<S extends z.ZodType>({ tree }: Loaded, shape: S, value: z.output<S>): string {
  const document = new Document(z.encode(shape, value), { aliasDuplicateObjects: false });
  if (tree && isNode(document.contents)) markDefaults(document.contents, tree);
  return document.toString({ lineWidth: 0 });
}

/** A plain spelling (`20/s`) stands for the whole map that it decodes to: all below it was written. */
function markDefaults(node: YamlNode, written: Node | undefined): void {
  if (written?.kind === "scalar") return;
  if (!isCollection(node) || node.items.length === 0) {
    if (!written) node.comment = " default";
    return;
  }
  const children = isMap(node)
    ? node.items.map(({ key, value }) => [String(key), value] as const)
    : node.items.map((value, index) => [index, value] as const);
  for (const [step, value] of children) {
    if (isNode(value)) markDefaults(value, written && child(written, step));
  }
}
