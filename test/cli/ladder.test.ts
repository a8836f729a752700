import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { emptyFolder, sim } from "./sim.js";

/** Two tasks of 2 vCPU and 4 GB for an hour that stands for all of the month: 2 × (2 × 0.04048 + 4 × 0.004445) × 730. */
const scenario = `
region: us-east-1
replications: 2
clock: { duration: 1h, warmup: 0s, represents: 24h per day }
demand: [ { name: visits, to: web, curve: 1/s, request: { steps: [ { cpu: 50ms } ] } } ]
services:
  web:
    task: { cpu: 2 vCPU, memory: 4 GB }
    desired: 2
    bounds: { min: 2, max: 2 }
    scaling: []
    abruptFailuresPerMonth: 0 %
infrastructure: { loadBalancer: false }
ladder: { techniques: [ { variant: smaller, document: half }, { variant: arm } ] }
claims: [ { document: they add up, compute: ladder.overlap } ]
variants:
  smaller: { services: { web: { task: { cpu: 1 vCPU, memory: 2 GB } } } }
  arm: { services: { web: { task: { architecture: ARM64 } } } }
`;

const month = (vcpu: number, memory: number, arm: boolean) =>
  2 * 730 * (vcpu * (arm ? 0.03238 : 0.04048) + memory * (arm ? 0.00356 : 0.004445));

test("a fixed fleet saves what its price sheet says", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "ladder.yaml"), scenario);
  const { stdout, stderr, code } = sim(["run", "ladder.yaml", "--format", "json", "--quiet", "--out", "dir"], folder);
  expect([code, stderr]).toEqual([0, ""]);
  const { ladder, claims, digest }: Outcome = JSON.parse(stdout);
  const usd = ladder!.rungs.map(({ alone, added, leftOut }) => [alone, added, leftOut].map((each) => each.usd.value!));
  const [full, half] = [month(2, 4, false), month(1, 2, false)];
  const [fullArm, halfArm] = [month(2, 4, true), month(1, 2, true)];
  const expected = [
    [full - half, full - half, fullArm - halfArm],
    [full - fullArm, half - halfArm, half - halfArm],
  ];
  for (const [rung, row] of expected.entries())
    for (const [column, value] of row.entries()) expect(usd[rung][column]).toBeCloseTo(value, 6);
  expect(claims[0].computed.value).toBeCloseTo(full - half + full - fullArm - (full - halfArm), 6);
  const again: Outcome = JSON.parse(sim(["run", "dir/scenario.yaml", "--format", "json", "--quiet"], folder).stdout);
  expect([again.digest, again.ladder]).toEqual([digest, undefined]);
});

test("a technique that cannot be read is refused before anything runs, by run and by validate", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "ladder.yaml"), scenario.replace("ARM64", "ARM46"));
  for (const command of ["run", "validate"]) {
    const { code, stdout, stderr } = sim([command, "ladder.yaml"], folder);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/services\.web\.task\.architecture: expected .*'ARM46'/);
  }
});
