import { mkdirSync, statSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { EnvironmentProblem } from "../environment-problem.js";

/** This user's folder for what lives as long as a fleet does; what another user has put there is not believed. */
export function runtimeFolder(): string {
  const { XDG_RUNTIME_DIR } = process.env;
  const { uid } = userInfo();
  const folder = XDG_RUNTIME_DIR ? join(XDG_RUNTIME_DIR, "fleetcast") : join(tmpdir(), `fleetcast-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (uid >= 0 && statSync(folder).uid !== uid) {
    throw new EnvironmentProblem(`${folder} belongs to another user: remove it, or set XDG_RUNTIME_DIR`);
  }
  return folder;
}
