import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { Refusal, SourceFile } from "../../scenarios/language/index.js";
import type { WrongCall } from "../../sim/cli/failures.js";
import { configurationsOf, openScenario } from "../../sim/cli/open-scenario.js";
import { shippedScenarios } from "../../sim/experiments/package-assets.js";
import type { OpenScenario } from "../../sim/library/read.js";
import { ScenarioFiles } from "../../sim/library/scenario-files.js";
import { emptyFolder } from "./sim.js";

let folder: string;
let files: ScenarioFiles;
const at = (...path: readonly string[]) => join(folder, ...path);
const text = (path: string, from = files.main.path) => (files.load(path, from) as SourceFile).text;
const refusal = (path: string, from = files.main.path) => (files.load(path, from) as Refusal).refused;

beforeEach(() => {
  folder = emptyFolder();
  for (const name of ["project", "project/base", "project/data", "elsewhere"]) mkdirSync(at(name));
  for (const name of [
    "project/fleet.yaml",
    "project/base/common.yaml",
    "project/data/rates.csv",
    "elsewhere/own.csv",
  ]) {
    writeFileSync(at(name), name);
  }
  files = new ScenarioFiles(at("project", "fleet.yaml"));
});

test("a file is found relative to the file that names it", () => {
  expect(text("base/common.yaml")).toBe("project/base/common.yaml");
  expect(text("../data/rates.csv", at("project/base/common.yaml"))).toBe("project/data/rates.csv");
});

test("what lies outside the scenario's folder is refused, by whatever way it is reached", () => {
  symlinkSync(at("elsewhere"), at("project", "link"));
  expect(refusal("../elsewhere/own.csv")).toBe("a file below the folder of the scenario");
  expect(refusal("link/own.csv")).toBe("a file below the folder of the scenario");
  expect(refusal(at("elsewhere", "own.csv"))).toBe("a path relative to fleet.yaml");
});

test("a symbolic link that stays inside is followed", () => {
  symlinkSync(at("project", "data", "rates.csv"), at("project", "linked.csv"));
  expect(text("linked.csv")).toBe("project/data/rates.csv");
});

test("a scenario that is itself a link reads beside the link", () => {
  symlinkSync(at("project", "fleet.yaml"), at("elsewhere", "fleet.yaml"));
  const linked = new ScenarioFiles(at("elsewhere", "fleet.yaml"));
  expect(linked.load("own.csv", linked.main.path)).toMatchObject({ text: "elsewhere/own.csv" });
});

test("a pipe is read to its end, and one that nobody writes into is given up", async () => {
  const pipe = at("project", "pipe.yaml");
  execFileSync("mkfifo", [pipe]);
  const writer = spawn("sh", ["-c", `{ printf 'first '; sleep 0.3; printf second; } > ${pipe}`]);
  expect(new ScenarioFiles(pipe).main.text).toBe("first second");
  writer.kill();
  expect(refusal("pipe.yaml")).toBe("a file, not a pipe that nobody writes into");
});

test("names that are too long, links that lead nowhere or back to themselves are no files", () => {
  symlinkSync(at("project", "nowhere"), at("project", "dangling.yaml"));
  symlinkSync(at("project", "loop.yaml"), at("project", "loop.yaml"));
  for (const name of ["dangling.yaml", "loop.yaml", `${"x".repeat(5_000)}.yaml`, "fleet.yaml/inner.yaml"]) {
    expect(() => new ScenarioFiles(at("project", name))).toThrow("no such file");
    expect(refusal(name)).toMatch("a file that exists, beside");
  }
});

test("of very many problems fifty are said and the rest are counted", () => {
  const keys = Array.from({ length: 2_000 }, (_, index) => `unknown-${index}: 1`);
  writeFileSync(at("project", "many.yaml"), `region: us-east-1\n${keys.join("\n")}\n`);
  const lines = () => {
    try {
      openScenario(at("project", "many.yaml"), { set: [] });
      return [];
    } catch (error) {
      return (error as WrongCall).lines;
    }
  };
  expect(lines()).toHaveLength(51);
  expect(lines().at(-1)).toMatch(/^and 1,95\d more problems: cure these first$/);
});

test("a file that cannot be read is reported in one line", () => {
  expect(() => new ScenarioFiles(at("project", "flet.yaml"))).toThrow(/no such file$/);
  const variant = `${at("project", "fleet.yaml")}:spot+arm64`;
  expect(() => new ScenarioFiles(variant)).toThrow(
    `(did you mean ${at("project", "fleet.yaml")} --variant spot+arm64?)`,
  );
  expect(() => new ScenarioFiles(at("project"))).toThrow("not a directory");
  expect(refusal("data")).toBe("a file, not a directory");
  expect(refusal("none.csv")).toMatch("a file that exists, beside");
});

test("a configuration that is opened after others of its scenario is the one that is opened alone, with the same problems", () => {
  for (const name of ["offpeak-70spot", "chatbot", "queue-workers"]) {
    const path = join(shippedScenarios, `${name}.yaml`);
    const open = configurationsOf(path);
    const settings = [[], ["seed=7"], ["clock.warmup=1h"], ["account.zones=nine"], ["clock.warmup=1h", "seed=7"], []];
    const [together, alone] = [open, (opening: { readonly set: readonly string[] }) => openScenario(path, opening)].map(
      (opened) => settings.map((set) => readOr(() => opened({ set }))),
    );
    expect(together).toEqual(alone);
  }
});

/** What is read, or what is wrong with it. */
function readOr(open: () => OpenScenario) {
  try {
    const { scenario, resolved, warnings } = open();
    return { scenario, resolved, warnings };
  } catch (error) {
    return (error as WrongCall).lines;
  }
}
