import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { EnvironmentProblem } from "../environment-problem.js";

const writableByOthers = 0o022;

/** This user's folder for what lives as long as a fleet does; one that another user has, shares or points at is refused. */
export function runtimeFolder(): string {
  const { XDG_RUNTIME_DIR } = process.env;
  const { uid } = userInfo();
  const folder = XDG_RUNTIME_DIR ? join(XDG_RUNTIME_DIR, "fleetcast") : join(tmpdir(), `fleetcast-${uid}`);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const problem = folderProblem(folder, uid);
  if (problem !== null) throw new EnvironmentProblem(`${folder} ${problem}, or set XDG_RUNTIME_DIR`);
  return folder;
}

/** Why what lies there is not believed, and the remedy; null where it is. Windows knows neither owners nor modes. */
function folderProblem(folder: string, uid: number): string | null {
  const found = lstatSync(folder);
  if (found.isSymbolicLink()) return "is a link: remove it";
  if (!found.isDirectory()) return "is no folder: remove it";
  if (uid < 0) return null;
  if (found.uid !== uid) return "belongs to another user: remove it";
  return (found.mode & writableByOthers) === 0 ? null : `may be written by others: chmod 700 ${folder}`;
}
