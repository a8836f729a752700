import type { Path, Problem } from "../../scenarios/language/index.js";
import type { InputError } from "../../workload/input-error.js";

/** Says what is wrong with a file where a value names it: somewhere below a path of it, or at that path itself. */
export function reportUnreadable(
  { file, expected, got }: InputError,
  value: unknown,
  at: Path,
  below: Path,
  report: (at: Path, problem: Problem) => void,
): void {
  report([...at, ...pathOfFile(file, value, below)], { severity: "error", expected, got, hint: `in ${file}` });
}

/** Path of the key below `at` that names the file; `at` itself where it is not found. */
function pathOfFile(file: string, whole: unknown, at: Path): Path {
  const value = at.reduce<unknown>((above, step) => (above as Readonly<Record<string | number, unknown>>)[step], whole);
  return findFile(file, value, at) ?? at;
}

function findFile(file: string, value: unknown, at: Path): Path | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, below] of Object.entries(value)) {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    const found = key === "file" && below === file ? path : findFile(file, below, path);
    if (found) return found;
  }
  return undefined;
}
