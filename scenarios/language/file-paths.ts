import { posix } from "node:path";
import type { Entry, MapNode, Node } from "./tree.js";

const fileKey = "file";

/** The same tree with each path under a key `file`, which is relative to `from`, made relative to the file `to`. */
export function moveFilePaths(map: MapNode, from: string, to: string): MapNode {
  const [fromFolder, toFolder] = [posix.dirname(from), posix.dirname(to)];
  if (fromFolder === toFolder) return map;
  return inMap(map, (path) => (posix.isAbsolute(path) ? path : posix.relative(toFolder, posix.join(fromFolder, path))));
}

type Move = (path: string) => string;

function inMap(map: MapNode, move: Move): MapNode {
  const moved = [...map.entries].map(([key, { keyAt, value }]): [string, Entry] => [
    key,
    { keyAt, value: key === fileKey ? inFile(value, move) : inNode(value, move) },
  ]);
  return { ...map, entries: new Map(moved) };
}

function inNode(node: Node, move: Move): Node {
  if (node.kind === "map") return inMap(node, move);
  return node.kind === "list" ? { ...node, items: node.items.map((item) => inNode(item, move)) } : node;
}

function inFile(node: Node, move: Move): Node {
  return node.kind === "scalar" && typeof node.value === "string"
    ? { ...node, value: move(node.value) }
    : inNode(node, move);
}
