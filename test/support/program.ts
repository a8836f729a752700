import { existsSync } from "node:fs";

/** A program that `.ci/run` makes and names by a variable of the environment. */
export interface Program {
  readonly path: string;
  /** Why it cannot be run; null where it can. */
  readonly missing: string | null;
}

export function programIn(variable: string): Program {
  const path = process.env[variable] ?? "";
  const missing = path === "" ? `${variable} is not set` : existsSync(path) ? null : `${variable} is no file`;
  return { path, missing };
}
