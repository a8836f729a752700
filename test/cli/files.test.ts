import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { isPartial, removePartials, writeAtomically } from "../../sim/cli/results/atomic-files.js";
import { emptyFolder } from "./sim.js";

const built = fileURLToPath(new URL("../../dist/sim/cli/results/atomic-files.js", import.meta.url));

test("a file is written with its folders, replaced whole, and leaves nothing beside it", () => {
  const folder = emptyFolder();
  writeAtomically(join(folder, "deep", "a.txt"), "first");
  writeAtomically(join(folder, "deep", "a.txt"), "second");
  expect(readFileSync(join(folder, "deep", "a.txt"), "utf8")).toBe("second");
  expect(readdirSync(join(folder, "deep"))).toEqual(["a.txt"]);
});

test("what cannot be written leaves no temporary behind", () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, "taken"));
  expect(() => writeAtomically(join(folder, "taken"), "text")).toThrow();
  expect(readdirSync(folder)).toEqual(["taken"]);
});

test("leftovers of killed processes are known by their name and removed, results are not", () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, "data"));
  for (const name of [
    ".outcome.json.4711.partial",
    "data/.rates.csv.12.partial",
    "outcome.json",
    ".env",
    "a.partial",
  ]) {
    writeFileSync(join(folder, name), "x");
  }
  removePartials(folder);
  expect(readdirSync(folder).sort()).toEqual([".env", "a.partial", "data", "outcome.json"]);
  expect(readdirSync(join(folder, "data"))).toEqual([]);
});

test("a process killed at any moment leaves a whole file, or none, under the real name", async () => {
  const size = 4_000_000;
  const writer = `
    import { writeAtomically } from ${JSON.stringify(built)};
    for (let version = 0; ; version = (version + 1) % 10) writeAtomically("a.txt", String(version).repeat(${size}));`;
  for (const delayMs of [60, 75, 90, 110, 130, 160, 190]) {
    const folder = emptyFolder();
    const child = spawn(process.execPath, ["--input-type=module", "--eval", writer], { cwd: folder });
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    child.kill("SIGKILL");
    await once(child, "exit");
    if (existsSync(join(folder, "a.txt"))) {
      const text = readFileSync(join(folder, "a.txt"), "utf8");
      expect(text === text[0].repeat(size)).toBe(true);
    }
    expect(readdirSync(folder).filter((name) => name !== "a.txt" && !isPartial(name))).toEqual([]);
  }
});
