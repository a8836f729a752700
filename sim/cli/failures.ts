import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { CommanderError } from "commander";
import { EnvironmentProblem } from "../../harness/environment-problem.js";
import { TargetUnreachable } from "../../harness/generator/driver.js";
import { packageVersion } from "../experiments/package-assets.js";
import { QueueClientMissing, QueueUnreachable } from "../experiments/queue/redis.js";
import { ScenarioError } from "../library/scenario-error.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";

/** The scenario or the call is wrong: lines that say where, what was expected and what to do. */
export class WrongCall extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

/** Throws all that speaks against a call at once; nothing where nothing does. */
export function refuse(refusals: readonly string[]): void {
  if (refusals.length > 0) throw new WrongCall(refusals);
}

/** How an error is reported to the caller: an exit code and lines for stderr, none where everything has been said. */
export interface Failure {
  readonly code: ExitCode;
  readonly lines: readonly string[];
}

/** The one place where an error becomes an exit code; what nobody expected is our bug, with its stack. */
export function failureOf(error: unknown): Failure {
  if (error instanceof WrongCall || error instanceof ScenarioError)
    return { code: exitCodes.wrongCall, lines: error.lines };
  if (error instanceof CommanderError) return { code: fromCommander(error), lines: [] };
  if (error instanceof QueueClientMissing) return { code: exitCodes.wrongCall, lines: [error.message] };
  if (error instanceof TargetUnreachable || error instanceof EnvironmentProblem || error instanceof QueueUnreachable) {
    return { code: exitCodes.environmentFailed, lines: [error.message] };
  }
  const system = systemProblem(error);
  if (system !== null) return { code: exitCodes.environmentFailed, lines: [system] };
  return { code: exitCodes.ourBug, lines: bug(error) };
}

// Commander has printed its message, or the help that was asked for, before it throws.
function fromCommander({ exitCode }: CommanderError): ExitCode {
  return exitCode === 0 ? exitCodes.good : exitCodes.wrongCall;
}

const systemProblems: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is as large as files may be here",
  EACCES: "access is denied",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EIO: "the disk failed",
  ENOTDIR: "a part of the path is not a directory",
  EISDIR: "a directory is in the way",
  EEXIST: "a file is in the way",
  ENAMETOOLONG: "a name is too long",
  ELOOP: "a link leads back to itself",
  ENOENT: "there is no such file or folder",
};

function systemProblem(error: unknown): string | null {
  const { code, path } = error as NodeJS.ErrnoException;
  const problem = code === undefined ? undefined : systemProblems[code];
  return problem === undefined ? null : `${path === undefined ? "" : `${path}: `}${problem} (${code})`;
}

function bug(error: unknown): readonly string[] {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `this is a bug in fleetcast ${packageVersion()} (node ${process.version}); please report it with:`,
    unbundled(trace),
  ];
}

/** A trace with the places of the modules that the command is bundled from, where the bundle has a map of them. */
function unbundled(trace: string): string {
  return trace.replace(/(file:[^\s()]+\.js):(\d+):(\d+)/g, (place, url, line, column) => {
    const map = `${fileURLToPath(url)}.map`;
    if (!existsSync(map)) return place;
    const origin = new SourceMap(JSON.parse(readFileSync(map, "utf8"))).findOrigin(Number(line), Number(column));
    if (!("fileName" in origin)) return place;
    return `${new URL(origin.fileName, url).href}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}
