import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EndOutcome, SensitivityOutcome } from "../../sim/outcome/sensitivity.js";
import { emptyFolder, sim } from "./sim.js";

/** Ten minutes of four tasks, three of them on Spot at 60 % off, which nobody takes back. */
const fleet = (limit: string) => `
name: spot
region: us-east-1
clock: { duration: 10m, warmup: 0s }
demand: [ { name: calls, to: web, curve: 2/s, request: { steps: [ { cpu: 20ms } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 4
    scaling: []
    launch: { boot: 2s }
    capacity: { FARGATE: { base: 1, weight: 0 }, FARGATE_SPOT: { weight: 1, market: m } }
markets: { m: { discount: 60 %, interruptionsPerMonth: calm } }
objectives: [ cost total <= ${limit} ]
`;

function analysed(limit: string, ...options: readonly string[]) {
  const folder = emptyFolder();
  writeFileSync(join(folder, "fleet.yaml"), fleet(limit));
  const call = ["sensitivity", "fleet.yaml", "--quiet", "--replications", "3", "--workers", "1", ...options];
  return { folder, run: (...more: readonly string[]) => sim([...call, ...more], folder) };
}

test("a comparison examines its verdicts by its plan, is resumed to the same bytes, and cannot be computed in parts", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "a.yaml"), fleet("$0.03"));
  writeFileSync(join(folder, "b.yaml"), fleet("$0.03").replace("desired: 4", "desired: 3"));
  const call = (...more: readonly string[]) =>
    sim(
      ["compare", "a.yaml", "b.yaml", "--replications", "2", "--quiet", "--workers", "1", "--sensitivity", ...more],
      folder,
    );
  const { code, stdout } = call("--out", "ab", "--format", "json");
  expect([code, JSON.parse(stdout).unknowns.replications]).toEqual([0, 2]);
  const samples = readFileSync(join(folder, "ab", "samples.ndjson"), "utf8");
  expect(samples.trim().split("\n").length).toBe(JSON.parse(stdout).unknowns.simulated + 4);
  expect(call("--out", "ab", "--format", "json").stdout).toBe(stdout);
  expect(readFileSync(join(folder, "ab", "samples.ndjson"), "utf8")).toBe(samples);
  const parts = call("--out", "part", "--shard", "1/2");
  expect([parts.code, parts.stderr]).toEqual([
    2,
    expect.stringContaining("what --sensitivity simulates depends on the result"),
  ]);
});

const endsOf = ({ unknowns }: SensitivityOutcome, path: string): readonly EndOutcome[] =>
  unknowns.filter((unknown) => unknown.path === path).flatMap(({ low, high }) => [low, high]);

test("the effect of Spot's discount is what its part of the bill says, and a verdict that it decides exits 3 when strict", () => {
  const { folder, run } = analysed("$0.023");
  const { code, stdout, stderr } = run("--format", "json", "--out", "unknowns");
  expect([code, stderr]).toEqual([0, ""]);
  const found: SensitivityOutcome = JSON.parse(stdout);
  // Three tasks of 1 vCPU and 2 GB for ten minutes, on demand $0.04048 and 2 × $0.004445 an hour each: 40 % of that, then 50 % and 30 %.
  const onDemand = (3 * (0.04048 + 2 * 0.004445)) / 6;
  const [low, high] = endsOf(found, "markets.m.discount").map(({ effects }) => effects[0]);
  expect([low.field, low.difference, high.difference]).toEqual([
    "cost.totalUsd",
    expect.closeTo(0.1 * onDemand, 9),
    expect.closeTo(-0.1 * onDemand, 9),
  ]);
  expect([low.isBeyondChance, high.isBeyondChance]).toEqual([true, true]);
  expect(found.objectives).toMatchObject([{ verdict: "met" }]);
  expect(endsOf(found, "markets.m.discount").map(({ verdicts }) => verdicts.map(({ atEnd }) => atEnd))).toEqual([
    ["missed"],
    [],
  ]);
  expect(endsOf(found, "services.web.abruptFailuresPerMonth").map(({ effects }) => effects[0].difference)).toEqual([
    0, 0,
  ]);
  expect(found.asWritten).toEqual([{ path: "services.web.launch.boot", value: "2s" }]);
  expect(readdirSync(join(folder, "unknowns")).sort()).toEqual([
    "experiment.json",
    "report.html",
    "samples.ndjson",
    "sensitivity.csv",
    "sensitivity.json",
  ]);
  expect(readFileSync(join(folder, "unknowns", "sensitivity.json"), "utf8")).toBe(stdout);
  const samples = readFileSync(join(folder, "unknowns", "samples.ndjson"), "utf8");
  // Nothing is computed twice, and the text says what decides the verdict.
  const again = run("--out", "unknowns", "--strict");
  expect(readFileSync(join(folder, "unknowns", "samples.ndjson"), "utf8")).toBe(samples);
  expect(again.code).toBe(3);
  expect(again.stdout).toContain("1 verdict depends on what nobody knows: 'cost total <= $0.023'.");
  expect(again.stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
  // A run takes the same samples, and says beside the objective what decides it otherwise.
  const call = ["run", "fleet.yaml", "--quiet", "--replications", "2", "--workers", "1", "--sensitivity", "unknowns"];
  const { objectives, unknowns } = JSON.parse(sim([...call, "--format", "json"], folder).stdout);
  expect(readFileSync(join(folder, "unknowns", "samples.ndjson"), "utf8")).toBe(samples);
  expect(objectives[0].detail).toMatch(/ · missed where markets\.m\.discount is 50 %$/);
  const flip = { objective: "cost total <= $0.023", verdict: "met", atEnd: "missed" };
  expect(unknowns).toMatchObject({
    replications: 3,
    verdicts: [{ ...flip, path: "markets.m.discount", value: "50 %" }],
  });
});

test("with --all what the file says itself is moved too; a missed objective exits 3, an unknown option 2", () => {
  const { run } = analysed("$0.001", "--all");
  const { code, stdout } = run("--format", "csv");
  expect(code).toBe(3);
  expect(stdout).toMatch(/^services\.web\.launch\.boot,2s,high,median 30s,/m);
  expect(run("--vary", "a=1").code).toBe(2);
});
