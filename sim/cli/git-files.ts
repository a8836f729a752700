import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import type { Refusal, SourceFile } from "../../scenarios/language/index.js";
import { shippedScenarios } from "../experiments/package-assets.js";
import { WrongCall } from "./failures.js";

/** A scenario as it was at a commit, with the files that it names there; one that was renamed since is found by its old name. */
export class GitFiles {
  readonly main: SourceFile;
  readonly #ref: string;
  /**
   * Working directory of git; the next field: the scenario's folder at that commit, relative to the top of the
   * repository.
   */
  readonly #cwd: string;
  readonly #folder: string;

  /** `ref`: whatever git can name, as `origin/main`. */
  constructor(path: string, ref: string) {
    this.#ref = ref;
    this.#cwd = dirname(path);
    const name = join(this.#ask("rev-parse", "--show-prefix"), basename(path));
    const old = this.#nameThen(name);
    this.#folder = dirname(old);
    const found = this.#show(old);
    if (typeof found !== "string") throw new WrongCall([`${path} at ${ref}: expected ${found.refused}`]);
    this.main = { path: join(this.#cwd, basename(old)), text: found };
  }

  /** Reads the file that the scenario `from` called `path` then, or says what it expected instead. */
  readonly load = (path: string, from: string): SourceFile | Refusal => {
    if (isAbsolute(path)) return { refused: `a path relative to ${basename(from)}` };
    const found = join(dirname(from), path);
    const text = this.#show(join(this.#folder, relative(this.#cwd, found)));
    if (typeof text === "string") return { path: found, text };
    const shipped = basename(path) === path ? shippedText(path) : null;
    return shipped ?? text;
  };

  /** The path at the commit of what is called so now; where it has never been called otherwise, the same. */
  #nameThen(name: string): string {
    const renames = ["--find-renames", "--name-status", "--diff-filter=R", "-z"];
    // With -z a rename is three words: its score, the old name and the new name, none of them quoted.
    const words = this.#ask("diff", ...renames, "--end-of-options", this.#ref, "--").split("\0");
    const at = words.findIndex((word, place) => place % 3 === 2 && word === name);
    return at < 0 ? name : words[at - 1];
  }

  #show(path: string): string | Refusal {
    try {
      return this.#git("show", "--end-of-options", `${this.#ref}:${path}`);
    } catch (error) {
      const [why] = complaint(error).split("\n");
      return { refused: `a file that git has there (${why})` };
    }
  }

  #ask(...words: readonly string[]): string {
    try {
      return this.#git(...words).trim();
    } catch (error) {
      const [why] = complaint(error).split("\n");
      const remedy = this.#isShallow()
        ? "; this clone has few commits: git fetch --unshallow, or fetch-depth: 0 in CI"
        : "";
      throw new WrongCall([`--base ${this.#ref}: expected a commit of a git repository (${why}${remedy})`]);
    }
  }

  #isShallow(): boolean {
    try {
      return this.#git("rev-parse", "--is-shallow-repository").trim() === "true";
    } catch {
      return false;
    }
  }

  #git(...words: readonly string[]): string {
    return execFileSync("git", words, {
      cwd: this.#cwd,
      encoding: "utf8",
      maxBuffer: 200e6,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}

function complaint(error: unknown): string {
  const { stderr, code } = error as { readonly stderr?: string; readonly code?: string };
  return code === "ENOENT" ? "git is not installed" : String(stderr ?? error).trim();
}

/** A shipped scenario, which no repository but ours has. */
function shippedText(name: string): SourceFile | null {
  const path = join(shippedScenarios, name);
  return existsSync(path) ? { path, text: readFileSync(path, "utf8") } : null;
}
