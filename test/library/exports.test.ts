import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as library from "../../sim/library/index.js";
import { emptyFolder } from "../cli/sim.js";
import { InProcess } from "../experiments/in-process.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const inRoot = (name: string) => readFileSync(join(root, name), "utf8");

/** Runs a module that imports "fleetcast", with the built package under that name. */
function run(path: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path], { cwd: root, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

test("what the package exports is this list: adding to it is a promise", () => {
  expect(Object.keys(library).sort()).toEqual([
    "IncompleteExperiment",
    "Laboratory",
    "ScenarioError",
    "Threads",
    "compare",
    "optimize",
    "predict",
    "read",
    "sensitivity",
    "simulate",
    "sizeCanary",
    "sweep",
  ]);
});

test("docs/library.md names every export", () => {
  const page = inRoot("docs/library.md");
  expect(Object.keys(library).filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});

test("the example imports the package by its name, and prints what docs/library.md shows", () => {
  const page = inRoot("docs/library.md");
  expect(page).toContain(inRoot("examples/two-fleets.mjs"));
  const [, shown] = /```text\n(.*?)```/s.exec(page) ?? [];
  expect(run("examples/two-fleets.mjs")).toBe(shown);
});

test("a text, a file, a variant and settings are read to the same scenario, and every problem is thrown at once", () => {
  const text =
    "name: fleet\nregion: us-east-1\ndemand: [ { name: a, to: web, curve: 1/s, request: { steps: [ { cpu: 1ms } ] } } ]\nservices: { web: { task: { cpu: 1 vCPU, memory: 2 GB } } }\nvariants: { big: { services: { web: { desired: 9 } } } }\n";
  const path = join(emptyFolder(), "fleet.yaml");
  writeFileSync(path, text);
  const desired = (read: ReturnType<typeof library.read>) => read.scenario.services.web.desired;
  expect(library.read(path).scenario).toEqual(library.read(text).scenario);
  expect(desired(library.read(text, { variant: "big" }))).toBe(9);
  const set = library.read(text, { set: ["services.web.desired=7"] });
  expect(desired(set)).toBe(7);
  expect(desired(set.with({ variant: "big" }))).toBe(7);
  expect(set.with({ set: ["services.web.bounds={ min: 1, max: 50 }"] }).scenario.services.web).toMatchObject({
    desired: 7,
    bounds: { max: 50 },
  });
  const wrong = () => library.read(text.replace("1/s", "1").replace("2 GB", "2"));
  expect(wrong).toThrow(library.ScenarioError);
  expect(wrong).toThrow(
    expect.objectContaining({
      issues: [
        expect.objectContaining({ path: "demand[0].curve" }),
        expect.objectContaining({ path: "services.web.task.memory" }),
      ],
    }),
  );
  expect(() => library.read("nowhere.yaml")).toThrow("nowhere.yaml: no such file");
});

test("a store that is kept makes the replications of an earlier comparison free, as docs/library.md says", () => {
  const [, code] = /```js\n(import \{ compare, Laboratory.*?)```/s.exec(inRoot("docs/library.md"))!;
  const folder = emptyFolder();
  const text =
    "region: us-east-1\nclock: { duration: 2m, warmup: 0s }\ndemand: [ { name: a, to: web, curve: 1/s, request: { steps: [ { cpu: 1ms } ] } } ]\nservices: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, scaling: [] } }\n";
  writeFileSync(join(folder, "fleet.yaml"), text);
  const entry = JSON.stringify(join(root, "dist/sim/library/index.js"));
  writeFileSync(
    join(folder, "kept.mjs"),
    code.replace('"fleetcast"', entry).replace('"fleet.yaml"', JSON.stringify(join(folder, "fleet.yaml"))),
  );
  expect(run(join(folder, "kept.mjs"))).toBe("10 20 40\n");
});

test("the canary of a release is sized as sim canary does, with steps of the caller, whose baseline tells its p99", async () => {
  const shop = library.read(`
region: us-east-1
clock: { duration: 14m, warmup: 1m }
demand: [ { name: load, to: web, curve: 10/s, request: { steps: [ { wait: { kind: lognormal, mean: 100ms, p99: 300ms } } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2, scaling: [], launch: { faster: 10 } } }
`);
  const steps = [{ share: 0.5, minutes: 3 }];
  const laboratory = new library.Laboratory(new InProcess(), null);
  const sized = await library.sizeCanary(shop, { steps, regression: 0.5, replications: 2, laboratory });
  const [planned] = sized.rollouts;
  expect(planned.steps.map(({ share, plannedMinutes }) => [share, plannedMinutes])).toEqual([
    [0.5, 3],
    [1, 0],
  ]);
  expect(sized.p99Ms.value! / 300).toBeCloseTo(1, 0);
  await expect(library.sizeCanary(shop, { service: "wob" })).rejects.toThrow("--service with one of web, got wob");
});
