import { mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** This user's folder for what lives as long as a fleet does; nobody else may look into it. */
export function runtimeFolder(): string {
  const { XDG_RUNTIME_DIR } = process.env;
  const folder = XDG_RUNTIME_DIR ? join(XDG_RUNTIME_DIR, "fleetcast") : join(tmpdir(), `fleetcast-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
