import { z } from "zod";
import { type MapNode, type Node, plain } from "./tree.js";

/** Stands for a key that a document does not have. */
const absent: Node = { kind: "scalar", at: { file: "", line: 0, column: 0 }, value: null };

/** Cached values of nodes that were accepted, by shape and node. */
const values = new WeakMap<z.ZodType, WeakMap<Node, { readonly value: unknown }>>();

/**
 * The value of a map when each of its keys is accepted separately; null when one is not, or when the shape checks more
 * than its keys. Thousands of configurations of a document have nearly all their nodes in common, so each node is
 * decoded once.
 */
export function valueOfParts<S extends z.ZodType>(shape: S, tree: MapNode): z.output<S> | null {
  const parts = partsOf(shape);
  if (parts === null || [...tree.entries.keys()].some((key) => !Object.hasOwn(parts, key))) return null;
  const whole: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(parts)) {
    const known = soundValue(part, tree.entries.get(key)?.value ?? absent);
    if (known === null) return null;
    if (known.value !== undefined) whole[key] = known.value;
  }
  return whole as z.output<S>;
}

/** The shapes of a map's keys, if each can be checked from its own node alone; null when the shape checks more. */
export function partsOf(shape: z.ZodType): Readonly<Record<string, z.ZodType>> | null {
  if (!(shape instanceof z.ZodObject)) return null;
  const { checks, catchall } = shape.def;
  const isPlain = (checks ?? []).length === 0 && catchall instanceof z.ZodNever;
  return isPlain ? (shape.shape as Record<string, z.ZodType>) : null;
}

function soundValue(shape: z.ZodType, node: Node): { readonly value: unknown } | null {
  const ofShape = values.get(shape) ?? new WeakMap();
  values.set(shape, ofShape);
  const known = ofShape.get(node);
  if (known !== undefined) return known;
  const { success, data: value } = shape.safeParse(node === absent ? undefined : plain(node));
  if (!success) return null;
  ofShape.set(node, { value });
  return { value };
}
