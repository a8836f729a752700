import { execFileSync } from "node:child_process";
import { basename, dirname, isAbsolute, join, normalize } from "node:path";
import type { Refusal, SourceFile } from "../../scenarios/language/index.js";
import { WrongCall } from "./failures.js";

/** A scenario as it was at a commit, with the files that it names there. */
export class GitFiles {
  readonly main: SourceFile;
  readonly #ref: string;
  readonly #folder: string;

  /** `ref`: whatever git can name, as `origin/main`. */
  constructor(path: string, ref: string) {
    this.#ref = ref;
    this.#folder = dirname(path);
    const found = this.#show(basename(path));
    if (typeof found !== "string") throw new WrongCall([`${path} at ${ref}: ${found.refused}`]);
    this.main = { path: normalize(path), text: found };
  }

  /** Reads the file that the scenario `from` called `path` then, or says what it expected instead. */
  readonly load = (path: string, from: string): SourceFile | Refusal => {
    if (isAbsolute(path)) return { refused: `a path relative to ${basename(from)}` };
    const found = join(dirname(from), path);
    const text = this.#show(join(".", found.slice(this.#folder === "." ? 0 : this.#folder.length + 1)));
    return typeof text === "string" ? { path: found, text } : text;
  };

  #show(path: string): string | Refusal {
    try {
      return execFileSync("git", ["show", `${this.#ref}:./${path}`], {
        cwd: this.#folder,
        encoding: "utf8",
        maxBuffer: 200e6,
        stdio: ["ignore", "pipe", "pipe"],
      });
    } catch (error) {
      const { stderr, code } = error as { readonly stderr?: string; readonly code?: string };
      if (code === "ENOENT") return { refused: "git, which is not installed" };
      const [why] = String(stderr ?? error)
        .trim()
        .split("\n");
      return { refused: `a file that git has there (${why})` };
    }
  }
}
