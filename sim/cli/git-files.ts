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
  /** Where git runs; and the folder of the scenario at that commit, below the top of the repository. */
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
    const renamed = this.#ask("diff", "--find-renames", "--name-status", "--diff-filter=R", this.#ref, "--");
    const lines = renamed.split("\n").map((line) => line.split("\t"));
    return lines.find(([, , now]) => now === name)?.[1] ?? name;
  }

  #show(path: string): string | Refusal {
    try {
      return this.#git("show", `${this.#ref}:${path}`);
    } catch (error) {
      const [why] = complaint(error).split("\n");
      return { refused: `a file that git has there (${why})` };
    }
  }

  #ask(...words: readonly string[]): string {
    try {
      return this.#git(...words).trim();
    } catch (error) {
      throw new WrongCall([
        `--base ${this.#ref}: expected a commit of a git repository (${complaint(error).split("\n")[0]})`,
      ]);
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
