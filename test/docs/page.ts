import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { program } from "../../sim/cli/program.js";
import { main } from "../cli/sim.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The pages of docs/ that somebody wrote: docs/reference is generated. */
export const pages = readdirSync(join(root, "docs"), { recursive: true })
  .map(String)
  .filter((path) => path.endsWith(".md") && !path.startsWith("reference/") && !path.startsWith("."))
  .sort();

/** A command that a page shows behind "$ ", what it says is printed, and the line of the page. */
export interface Shown {
  readonly command: string;
  /** Lines; one that is "…" alone stands for any number of others. */
  readonly printed: readonly string[];
  readonly line: number;
}

/** A file that a page shows: its block is headed by the file's name in brackets, as in ```yaml [fleet.yaml]. */
export interface ShownFile {
  readonly path: string;
  readonly text: string;
}

const fence = /^```(\w+)(?: \[([^\]\n]+)\])?\n(.*?)^```$/gms;

/** The text of a page of docs/. */
export function pageText(page: string): string {
  return readFileSync(join(root, "docs", page), "utf8");
}

/** The files that a page shows whole. */
export function filesOf(page: string): ShownFile[] {
  return [...pageText(page).matchAll(fence)].flatMap(([, , path, text]) =>
    path === undefined ? [] : [{ path, text }],
  );
}

/** The commands of a page's `console` blocks, in their order. */
export function commandsOf(page: string): Shown[] {
  const text = pageText(page);
  return [...text.matchAll(fence)].flatMap((found) => {
    const [, language, , block] = found;
    return language === "console" ? commandsOfBlock(block, text.slice(0, found.index).split("\n").length + 1) : [];
  });
}

/** Every call of `sim` in any block of a page, word by word, without what the shell does with it. */
export function callsOf(page: string): string[][] {
  const blocks = [...pageText(page).matchAll(fence)].map(([, , , block]) => block.replaceAll(/\\\n\s*/g, ""));
  const call = /^\s*(?:\$ |- run: )?(?:npx )?sim ([^#|>\n]+)/gm;
  return blocks.flatMap((block) => [...block.matchAll(call)].map(([, words]) => wordsOf(spread(words.trim()))));
}

/** The words of a call that name no command, no option and no shipped file that is there. */
export async function misunderstood([name, ...rest]: readonly string[]): Promise<string[]> {
  const sim = await program([name, ...rest]);
  const command = sim.commands.find((each) => each.name() === name);
  if (command === undefined) return [name];
  const sub = command.commands.find((each) => each.name() === rest[0]);
  const { operands, unknown } = (sub ?? command).parseOptions(sub === undefined ? rest : rest.slice(1));
  const isMissing = (path: string) => /^(?:scenarios|examples)\//.test(path) && !existsSync(join(root, path));
  return [
    ...unknown.filter((word) => word !== "--help"),
    ...operands.map((path) => path.split(":")[0]).filter(isMissing),
  ];
}

/** "a{,:b} c" as the shell has it: "a a:b c". */
function spread(words: string): string {
  return words.replaceAll(/(\S+)\{(\S*?)\}/g, (_, stem, ends) =>
    String(ends)
      .split(",")
      .map((end) => `${stem}${end}`)
      .join(" "),
  );
}

/** The words of a call as the shell takes them apart. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare);
}

function commandsOfBlock(block: string, first: number): Shown[] {
  const shown: { command: string; printed: string[]; line: number }[] = [];
  for (const [at, line] of block.trimEnd().split("\n").entries()) {
    const last = shown.at(-1);
    if (line.startsWith("$ ")) shown.push({ command: line.slice(2), printed: [], line: first + at });
    else if (last?.command.endsWith("\\") && last.printed.length === 0) last.command += `\n${line}`;
    else last?.printed.push(line.trimEnd());
  }
  return shown;
}

/** A folder in which the commands of a page run, as they would in a clone of the project; `close` takes it away. */
export class PageFolder {
  readonly #path = mkdtempSync(join(tmpdir(), "fleetcast-page-"));

  constructor() {
    for (const folder of ["examples", "scenarios"]) symlinkSync(join(root, folder), join(this.#path, folder));
  }

  /** What a command prints, line by line: its result, or what it refuses. How far it is is told to no page. */
  print(command: string): string[] {
    const npx = `npx() { shift; "${process.execPath}" "${main}" "$@"; }; sim() { npx sim "$@"; };`;
    const { stdout, stderr } = spawnSync("bash", ["-c", `${npx} ${command}`], {
      cwd: this.#path,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: this.#path, COLUMNS: "100", NO_COLOR: "1" },
    });
    return (stdout || stderr)
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd());
  }

  close(): void {
    rmSync(this.#path, { recursive: true, force: true });
  }
}

/** Whether lines are those that a page shows, where "…" stands for any number of them; null, or the first that is not there. */
export function missingLine(shown: readonly string[], printed: readonly string[]): string | null {
  const parts = shown.join("\n").split(/(?:^|\n)…(?:\n|$)/);
  const isWhole = parts.length === 1;
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const lines = part === "" ? [] : part.split("\n");
    const at = index === 0 ? 0 : findRun(lines, printed, from);
    const wrong = at < 0 ? lines[0] : lines.find((line, offset) => printed[at + offset] !== line);
    if (wrong !== undefined) return wrong;
    from = at + lines.length;
  }
  const rest = printed.slice(from).find((line) => line !== "");
  return isWhole || parts.at(-1) !== "" ? (rest ?? null) : null;
}

/** Where these lines stand one after the other, at or behind a place; −1 where they do not. */
function findRun(lines: readonly string[], printed: readonly string[], from: number): number {
  for (let at = from; at + lines.length <= printed.length; at++) {
    if (lines.every((line, offset) => printed[at + offset] === line)) return at;
  }
  return -1;
}
