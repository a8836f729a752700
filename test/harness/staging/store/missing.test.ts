import { fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { emptyFolder } from "../../../cli/sim.js";

const root = dirname(fileURLToPath(new URL("../../../../package.json", import.meta.url)));

/** The built package with everything installed except dynalite, as for a user who never asked for a local fleet. */
function installedWithoutStore(): string {
  const folder = emptyFolder();
  for (const part of ["dist", "package.json"]) cpSync(join(root, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name !== "dynalite")
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
  return folder;
}

test("a local fleet whose store is not installed says how to install it", async () => {
  const child = fork(join(installedWithoutStore(), "dist", "harness", "staging", "store", "main.js"), {
    serialization: "advanced",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.send({ kind: "order", port: 0 });
  const [report] = await once(child, "message");
  expect(report).toEqual({ kind: "failed", message: expect.stringContaining("`npm install dynalite@4`") });
});
