import { didYouMean, formatPath, type Issue, type Path, type Place, show } from "./issues.js";
import { isNull, itemNamed, unknownName } from "./overlay.js";
import type { ListNode, MapNode, Node } from "./tree.js";
import { parseYaml } from "./yaml.js";

/**
 * A new name that a setting made on the way to its value, although a similar one exists. If what it made is refused, the
 * name counts as misspelt.
 */
export interface MadeName {
  /** The path that it made, as issues spell it. */
  readonly path: string;
  /** The issue to report if the name counts as misspelt. */
  readonly issue: Issue;
}

/**
 * Applies `path=value` to a tree. The path consists of keys and indices (`demand[0].curve.peak`, or `demand.0`), and
 * names for the items of a list of named things (`demand.chat-turns.curve.peak`); the value is YAML. An empty value
 * removes what is there.
 */
export function applySetting(tree: Node, setting: string, issues: Issue[], made: MadeName[]): Node {
  const at: Place = { file: `--set ${setting}`, line: 0, column: 0 };
  const equals = setting.indexOf("=");
  const path = equals < 0 ? undefined : readPath(setting.slice(0, equals));
  if (path === undefined) {
    const expected = "path=value, such as services.web.desired=5";
    issues.push({ ...at, code: "setting", severity: "error", path: "", expected, got: show(setting) });
    return tree;
  }
  const value = readValue(setting.slice(equals + 1), at, issues);
  return value === undefined ? tree : put(tree, path, { value, at, issues, made, walked: [] });
}

interface Putting {
  readonly value: Node;
  readonly at: Place;
  readonly issues: Issue[];
  readonly made: MadeName[];
  /** The steps that lead to the current node. */
  readonly walked: Path;
}

function put(node: Node | undefined, path: Path, putting: Putting): Node {
  const [step] = path;
  if (step === undefined) return putting.value;
  if (node?.kind === "list") return putInList(node, path, putting);
  if (typeof step === "string")
    return putInMap(node?.kind === "map" ? node : emptyMap(putting.at), step, path, putting);
  if (node === undefined) return putInList({ kind: "list", at: putting.at, items: [] }, path, putting);
  putting.issues.push(wrongStep("a key, since this is no list", step, putting));
  return node;
}

function putInMap(map: MapNode, key: string, path: Path, { walked, ...putting }: Putting): MapNode {
  const under = map.entries.get(key);
  if (under === undefined && path.length > 1) noteMadeName(map, key, { ...putting, walked });
  const value = put(under?.value, path.slice(1), { ...putting, walked: [...walked, key] });
  const entries = new Map(map.entries);
  if (isNull(value)) entries.delete(key);
  else entries.set(key, { keyAt: under?.keyAt ?? putting.at, value });
  return { ...map, entries };
}

function noteMadeName({ entries }: MapNode, key: string, { at, walked, made }: Putting): void {
  const known = [...entries.keys()];
  const hint = didYouMean(key, known);
  if (hint === undefined) return;
  const issue = {
    ...at,
    code: "unknown-name",
    severity: "error" as const,
    path: formatPath(walked),
    got: show(key),
    hint,
  };
  made.push({
    path: formatPath([...walked, key]),
    issue: { ...issue, expected: `one of the names ${known.join(", ")}` },
  });
}

function putInList(list: ListNode, path: Path, { walked, ...putting }: Putting): ListNode {
  const [step] = path;
  const index = typeof step === "number" || /^\d+$/.test(step) ? Number(step) : itemNamed(list, step);
  if (index < 0) putting.issues.push(unknownName(list, String(step), putting.at, walked));
  else if (index > list.items.length) {
    putting.issues.push(wrongStep(`an index from 0 to ${list.items.length}`, index, { ...putting, walked }));
  } else {
    const value = put(list.items[index], path.slice(1), { ...putting, walked: [...walked, index] });
    return { ...list, items: list.items.toSpliced(index, 1, ...(isNull(value) ? [] : [value])) };
  }
  return list;
}

function wrongStep(expected: string, step: number, { at, walked }: Putting): Issue {
  return { ...at, code: "setting", severity: "error", path: formatPath(walked), expected, got: `[${step}]` };
}

function emptyMap(at: Place): MapNode {
  return { kind: "map", at, entries: new Map() };
}

function readPath(text: string): Path | undefined {
  const steps: (string | number)[] = [];
  const step = /\.?([^.[\]\s]+)|\[(\d{1,6})\]/y;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (!match || match[1] in Object.prototype) return undefined;
    steps.push(match[1] ?? Number(match[2]));
  }
  return steps.length > 0 ? steps : undefined;
}

function readValue(text: string, at: Place, issues: Issue[]): Node | undefined {
  if (text.trim() === "") return { kind: "scalar", at, value: null };
  const parsed = parseYaml({ path: at.file, text });
  issues.push(...parsed.issues.map((issue) => ({ ...issue, ...at })));
  return parsed.tree && relocate(parsed.tree, at);
}

function relocate(node: Node, at: Place): Node {
  switch (node.kind) {
    case "scalar":
      return { ...node, at };
    case "list":
      return { ...node, at, items: node.items.map((item) => relocate(item, at)) };
    case "map": {
      const entries = [...node.entries].map(
        ([key, { value }]) => [key, { keyAt: at, value: relocate(value, at) }] as const,
      );
      return { ...node, at, entries: new Map(entries) };
    }
  }
}
