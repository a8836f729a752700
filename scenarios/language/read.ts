import { didYouMean, type Issue, type Place, show } from "./issues.js";
import { extendsKey, variantsKey } from "./language-keys.js";
import { type InnerOverlay, moveFilePaths, overlay, withInnerOverlay } from "./overlay.js";
import { applySetting, type MadeName } from "./settings.js";
import { type MapNode, type Node, without } from "./tree.js";
import { parseYaml, type SourceFile } from "./yaml.js";

/** A loader's answer when it cannot or will not read a file: what was expected instead, in one line. */
export interface Refusal {
  readonly refused: string;
}

/** How a document is read. */
export interface ReadOptions {
  /** Loads the file that `extends` names, relative to the file `from`. The same file always has the same path. */
  load(path: string, from: string): SourceFile | Refusal;
  /** Keys, by the file's path, that a file implies when it does not write them; they override what it extends. */
  readonly implied?: (path: string) => Readonly<Record<string, string>>;
  /** The named deviation under `variants` to lay over the document, or several of them, one over the other: `a+b`. */
  readonly variant?: string;
  /** The overlay that a document may itself contain; it goes over the variant and under the settings. */
  readonly overlay?: InnerOverlay;
  /** `path=value` settings, applied last and in this order. */
  readonly set?: readonly string[];
}

/** A document after `extends`, variant and settings: a tree with places, and the problems so far. */
export interface Loaded {
  readonly file: string;
  /** Absent when the text cannot be parsed. */
  readonly tree?: MapNode;
  /** The names of all variants of the document. */
  readonly variants: readonly string[];
  /** Whether it contains the overlay that the options name. */
  readonly hasOverlay: boolean;
  readonly issues: readonly Issue[];
  /** New names in settings that are similar to existing ones. */
  readonly made: readonly MadeName[];
}

const chainMax = 10;

/** Reads a document with everything that it extends, then lays variant, overlay and settings over it. Never throws. */
export function readDocument(source: SourceFile, options: ReadOptions): Loaded {
  const issues: Issue[] = [];
  const { whole, problems } = chainOf(source, options);
  issues.push(...problems);
  if (!whole) return { file: source.path, variants: [], hasOverlay: false, issues, made: [] };
  const { tree, variants } = takeVariants(whole, issues);
  const varied = options.variant === undefined ? tree : applyVariant(tree, variants, options.variant, issues);
  const { tree: overlaid, hasOverlay } = options.overlay
    ? withInnerOverlay(varied, options.overlay, issues)
    : { tree: varied, hasOverlay: false };
  const made: MadeName[] = [];
  const settings = options.set ?? [];
  const set = settings.reduce<Node>((below, setting) => applySetting(below, setting, issues, made), overlaid);
  const names = [...variants.entries.keys()];
  return { file: source.path, tree: set as MapNode, variants: names, hasOverlay, issues, made };
}

/** A document laid over what it extends, with the problems of both. */
interface Chain {
  readonly whole: MapNode | undefined;
  readonly problems: readonly Issue[];
}

/** Cache of the chains that were read, with their loaders: thousands of configurations start with the same chain. */
const chains = new WeakMap<SourceFile, Chain & Pick<ReadOptions, "load" | "implied">>();

function chainOf(source: SourceFile, options: ReadOptions): Chain {
  const { load, implied } = options;
  const known = chains.get(source);
  if (known !== undefined && known.load === load && known.implied === implied) return known;
  const problems: Issue[] = [];
  const whole = readChain(source, options, problems, [source.path]);
  chains.set(source, { whole, problems, load, implied });
  return { whole, problems };
}

/** The document laid over what it extends; undefined when part of the chain cannot be used. */
function readChain(source: SourceFile, options: ReadOptions, issues: Issue[], chain: string[]): MapNode | undefined {
  const { tree, issues: found } = parseYaml(source);
  issues.push(...found);
  if (!tree) return undefined;
  if (tree.kind !== "map") {
    issues.push(error(tree.at, "not-a-map", "", "a map of keys at the top", `a ${tree.kind}`));
    return undefined;
  }
  const extended = tree.entries.get(extendsKey)?.value;
  const own = overlay(impliedBy(source, tree, options), without(tree, extendsKey), issues) as MapNode;
  if (!extended) return own;
  const parent = loadParent(extended, options, chain);
  if ("refused" in parent) {
    issues.push(error(extended.at, "extends", extendsKey, parent.refused, shown(extended)));
    return undefined;
  }
  const below = readChain(parent, options, issues, [...chain, parent.path]);
  return below && (overlay(moveFilePaths(below, parent.path, source.path), own, issues) as MapNode);
}

function impliedBy({ path }: SourceFile, { at }: MapNode, { implied }: ReadOptions): MapNode {
  const said = Object.entries(implied?.(path) ?? {});
  const entries = said.map(
    ([key, value]) => [key, { keyAt: at, value: { kind: "scalar", at, value } as const }] as const,
  );
  return { kind: "map", at, entries: new Map(entries) };
}

function loadParent(extended: Node, { load }: ReadOptions, chain: readonly string[]): SourceFile | Refusal {
  if (extended.kind !== "scalar" || typeof extended.value !== "string")
    return { refused: "a path or the name of a template" };
  const parent = load(extended.value, chain.at(-1)!);
  if ("refused" in parent) return parent;
  if (chain.includes(parent.path)) {
    return { refused: `a file that does not extend this one in turn (${[...chain, parent.path].join(" → ")})` };
  }
  return chain.length < chainMax ? parent : { refused: `a chain of at most ${chainMax} files` };
}

function takeVariants(whole: MapNode, issues: Issue[]): { readonly tree: MapNode; readonly variants: MapNode } {
  const tree = without(whole, variantsKey);
  const none: MapNode = { kind: "map", at: whole.at, entries: new Map() };
  const variants = whole.entries.get(variantsKey)?.value;
  if (!variants) return { tree, variants: none };
  if (variants.kind !== "map") {
    issues.push(error(variants.at, "variants", variantsKey, "a map of named deviations", shown(variants)));
    return { tree, variants: none };
  }
  for (const [name, { value }] of variants.entries) {
    if (value.kind === "map") continue;
    issues.push(error(value.at, "variants", `${variantsKey}.${name}`, "a map of what deviates", shown(value)));
  }
  return { tree, variants };
}

/** Joins the names of variants that are laid one over the other. */
export const variantJoint = "+";

function applyVariant(tree: MapNode, variants: MapNode, name: string, issues: Issue[]): MapNode {
  const variant = variants.entries.get(name)?.value;
  if (variant) return variant.kind === "map" ? (overlay(tree, variant, issues) as MapNode) : tree;
  const names = name.split(variantJoint);
  if (names.length > 1) return names.reduce((below, one) => applyVariant(below, variants, one, issues), tree);
  const known = [...variants.entries.keys()];
  const expected = known.length > 0 ? `one of the variants ${known.join(", ")}` : "no variant, since the file has none";
  const hint = didYouMean(name, known);
  issues.push({ ...error(variants.at, "unknown-variant", variantsKey, expected, show(name)), hint });
  return tree;
}

function error(at: Place, code: string, path: string, expected: string, got: string): Issue {
  return { ...at, code, severity: "error", path, expected, got };
}

function shown(node: Node): string {
  return node.kind === "scalar" ? show(node.value) : `a ${node.kind}`;
}
