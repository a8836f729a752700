import { Composer, type Document, LineCounter, Parser, type YAMLError } from "yaml";
import type { Issue, Place } from "./issues.js";
import type { Node } from "./tree.js";
import { YamlTree } from "./yaml-tree.js";

/** A text and the path by which its problems name it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A text as a located tree, with every problem found on the way; no tree where the text makes no sense at all. */
export interface ParsedText {
  readonly tree?: Node;
  readonly issues: readonly Issue[];
}

const charactersMax = 1024 * 1024;
/** Levels of nesting; no scenario needs more, and recursive readers have a stack to lose. */
const nestingMax = 40;
/** A broken file breaks in many places at once; messages beyond these help nobody. */
const syntaxIssuesMax = 20;

/** Reads YAML 1.2 with merge keys; refuses what is no text, too large, too deep, or more than one document. */
export function parseYaml({ path, text }: SourceFile): ParsedText {
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
