import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { outcomeJson } from "../../reports/index.js";
import { WrongCall } from "../../sim/cli/failures.js";
import { readMeasuredDirectory } from "../../sim/cli/results/measured-directory.js";
import { prepareRunDirectory, writeRun } from "../../sim/cli/results/run-directory.js";
import { night } from "../reports/fixture.js";
import { emptyFolder } from "./sim.js";

const record = {
  outcome: night,
  events: [{ at: 0, service: "orchestrator", kind: "scaling", message: "5 to 6" }],
  read: { resolved: "file: rates.csv\n", data: { texts: new Map([["rates.csv", "time,rate\n"]]) } },
};

test("a run directory holds the scenario, its data, the result, the series and the events", () => {
  const folder = join(emptyFolder(), "new", "run");
  prepareRunDirectory(folder);
  expect(existsSync(folder)).toBe(false); // it comes with the first file
  writeRun(folder, record);
  expect(readdirSync(folder).sort()).toEqual([
    ...["data", "events.ndjson", "outcome.json", "report.html", "scenario.yaml", "series.csv"],
  ]);
  expect(readFileSync(join(folder, "outcome.json"), "utf8")).toBe(outcomeJson(night));
  expect(readFileSync(join(folder, "scenario.yaml"), "utf8")).toMatch(/^# [^\n]+\nfile: data\/rates.csv\n$/);
  expect(readFileSync(join(folder, "data", "rates.csv"), "utf8")).toBe("time,rate\n");
});

test("a run that is there already is written over only where that is said", () => {
  const folder = emptyFolder();
  prepareRunDirectory(folder);
  writeRun(folder, record);
  expect(() => prepareRunDirectory(folder)).toThrow("holds a run already; write over it with --force");
  prepareRunDirectory(folder, { force: true });
  writeRun(folder, { ...record, outcome: { ...night, seed: 2 } });
  expect(JSON.parse(readFileSync(join(folder, "outcome.json"), "utf8")).seed).toBe(2);
});

test("what a killed run left is cleaned up, whether or not it came to write a file", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, ".scenario.yaml.4711.partial"), "half");
  prepareRunDirectory(folder);
  expect(readdirSync(folder)).toEqual([]);
  writeRun(folder, record);
  writeFileSync(join(folder, ".outcome.json.4711.partial"), outcomeJson(night));
  prepareRunDirectory(folder, { force: true });
  expect(readdirSync(folder)).not.toContain(".outcome.json.4711.partial");
});

test("a directory that holds something else is refused, and left as it is", () => {
  const folder = emptyFolder();
  for (const name of ["notes.txt", "outcome.json", "scenario.yaml"]) {
    const other = join(folder, name.replace(".", "-"));
    mkdirSync(other);
    writeFileSync(join(other, name), "{}");
    expect(() => prepareRunDirectory(other)).toThrow("holds something other than a run");
    expect(readdirSync(other)).toEqual([name]);
  }
  writeFileSync(join(folder, "file"), "");
  expect(() => prepareRunDirectory(join(folder, "file"))).toThrow("is not a directory");
  expect(() => prepareRunDirectory(join(folder, "file", "run"))).toThrow("ENOTDIR");
});

test.each([
  ["/proc/zz/run", "no folder can be made there"],
  ["/proc/zz", "no folder can be made there"],
  [`${"x".repeat(300)}`, "a name in it is too long"],
  ["dangling", "a link in it leads nowhere|no folder can be made there"],
  ["dangling/run", "no folder can be made there"],
  ["loop", "leads back to itself"],
  ["loop/run", "leads back to itself"],
])("a directory that cannot be made (%s) is refused before anything is computed", (name, why) => {
  const folder = emptyFolder();
  symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
  symlinkSync(join(folder, "loop"), join(folder, "loop"));
  const refused = expect(() => prepareRunDirectory(resolve(folder, name)));
  refused.toThrow(WrongCall);
  expect(() => prepareRunDirectory(resolve(folder, name))).toThrow(new RegExp(why));
  expect(readdirSync(folder).sort()).toEqual(["dangling", "loop"]);
});

test("a directory in which a folder stands where a file is to be written is refused", () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, "empty", "scenario.yaml"), { recursive: true });
  expect(() => prepareRunDirectory(join(folder, "empty"))).toThrow("holds something other than a run");
  const run = join(folder, "run");
  writeRun(run, record);
  rmSync(join(run, "series.csv"));
  mkdirSync(join(run, "series.csv"));
  expect(() => prepareRunDirectory(run)).toThrow("holds something other than a run");
});

test("what is no measured run is named when parts are to be merged", () => {
  const folder = emptyFolder();
  for (const [name, text] of Object.entries({ "measured.json": "{", "outcome.json": "{", "scenario.yaml": "" }))
    writeFileSync(join(folder, name), text);
  expect(() => readMeasuredDirectory(folder)).toThrow("measured.json: expected the counts of a measured run");
  const counts = {
    services: {},
    apart: {},
    load: [],
    generator: { processes: 1, cpuShare: 0, eventLoopDelayP99Ms: 0, eventLoopDelayMaxMs: 0 },
  };
  writeFileSync(join(folder, "measured.json"), JSON.stringify(counts));
  for (const outcome of ["{", "null", '{"kind":"predicted"}', '{"kind":"measured"}']) {
    writeFileSync(join(folder, "outcome.json"), outcome);
    expect(() => readMeasuredDirectory(folder)).toThrow("outcome.json: expected the outcome of a measured run");
  }
  rmSync(join(folder, "measured.json"));
  mkdirSync(join(folder, "measured.json"));
  expect(() => readMeasuredDirectory(folder)).toThrow("measured.json is missing");
});
