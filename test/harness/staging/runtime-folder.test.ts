import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readStates, runtimeFolder } from "../../../harness/staging/running-fleets.js";
import { emptyFolder } from "../../cli/sim.js";

/** Chooses where the runtime folder is to be. */
function runtime(): { readonly parent: string; readonly folder: string } {
  const parent = emptyFolder();
  const { XDG_RUNTIME_DIR } = process.env;
  process.env.XDG_RUNTIME_DIR = parent;
  onTestFinished(() => {
    if (XDG_RUNTIME_DIR === undefined) delete process.env.XDG_RUNTIME_DIR;
    else process.env.XDG_RUNTIME_DIR = XDG_RUNTIME_DIR;
  });
  return { parent, folder: join(parent, "fleetcast") };
}

test("a runtime folder that is a link, a file, or writable by others is refused with the remedy", () => {
  const { parent, folder } = runtime();
  const expectRefused = (problem: string) => {
    expect(runtimeFolder).toThrow(`${folder} ${problem}, or set XDG_RUNTIME_DIR`);
    rmSync(folder, { recursive: true });
  };
  mkdirSync(join(parent, "elsewhere"));
  symlinkSync(join(parent, "elsewhere"), folder);
  expectRefused("is a link: remove it");
  symlinkSync(join(parent, "nowhere"), folder);
  expectRefused("is a link: remove it");
  writeFileSync(folder, "");
  expectRefused("is no folder: remove it");
  mkdirSync(folder);
  chmodSync(folder, 0o770);
  expectRefused(`may be written by others: chmod 700 ${folder}`);
  expect(runtimeFolder()).toBe(folder); // it is created
  expect(runtimeFolder()).toBe(folder); // and found again
});

test.each([
  "",
  "{",
  "null",
  '{"pid":7}',
  '{"pid":8,"startedAt":"","scenario":"","controlUrl":"http://127.0.0.1:9","ports":[]}', // the state of another process
])("a state file that describes no fleet (%s) is named and ignored", (text) => {
  runtime();
  const file = join(runtimeFolder(), "staging-7.json");
  writeFileSync(file, text);
  expect(readStates()).toEqual({ fleets: [], damaged: [file] });
});
