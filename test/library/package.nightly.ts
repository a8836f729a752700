import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { emptyFolder } from "../cli/sim.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

const consumer = `
import { compare, type ComparisonOutcome, type Estimate, type Outcome, predict, read, ScenarioError, sweep } from "fleetcast";

const fleet = read(\`region: us-east-1
clock: { duration: 2m, warmup: 0s }
demand: [ { name: a, to: web, curve: 1/s, request: { steps: [ { cpu: 1ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, scaling: [] } }
\`);
const outcome: Outcome = await predict(fleet, { replications: 2, workers: 2, onProgress: (done: number, total: number) => void (done / total) });
const total: Estimate = outcome.cost.totalUsd;
const comparison: ComparisonOutcome = await compare({ a: fleet, b: fleet.with({ set: ["services.web.desired=2"] }) }, { replications: 2 });
const swept = await sweep(fleet, { vary: { "services.web.desired": [1, 2] } });
type IsAny<T> = 0 extends 1 & T ? true : false;
const untyped: IsAny<Outcome["cost"]> | IsAny<ComparisonOutcome["contrasts"]> | IsAny<typeof fleet.scenario> | IsAny<typeof swept.points> = false;
const wrong = (error: unknown): readonly string[] => (error instanceof ScenarioError ? error.issues.map(({ path }) => path) : []);
console.log(typeof total.value, comparison.contrasts.length, swept.points.length, untyped, wrong(null).length);
`;

/** The package as npm packs it, unpacked where a project would have it, beside what it depends on. */
function installed(): string {
  const folder = emptyFolder();
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
  });
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "fleetcast"), { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, packed.trim()), "-C", join(modules, "fleetcast"), "--strip-components=1"]);
  for (const name of readdirSync(join(root, "node_modules")).filter((name) => !name.startsWith(".")))
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", type: "module", private: true }));
  return folder;
}

test("a project that installs the packed package type-checks against it and runs it, threads and all", () => {
  const folder = installed();
  writeFileSync(join(folder, "main.ts"), consumer);
  const options = {
    module: "nodenext",
    target: "es2023",
    strict: true,
    skipLibCheck: false,
    types: ["node"],
    outDir: "out",
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["main.ts"] }));
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
    cwd: folder,
    encoding: "utf8",
  });
  const stdout = execFileSync(process.execPath, [join(folder, "out/main.js")], { cwd: folder, encoding: "utf8" });
  expect(stdout).toBe("number 1 2 false 0\n");
  expect(
    execFileSync(join(folder, "node_modules/fleetcast/dist/bin/sim.js"), ["--version"], { encoding: "utf8" }),
  ).toMatch(/^\d/);
});
