import { expect, test } from "vitest";
import { aspects } from "../../sim/facts/aspects/index.js";
import { aspectsOf, columnsOf } from "../../sim/facts/service-metrics.js";
import { serviceOutcome } from "../../sim/outcome/service-outcome.js";
import { aspectsOf as kindAspects } from "../../sim/scenario/index.js";
import { runsOf } from "../outcome/fixtures.js";
import { onlyService, scenario, simulate } from "../support/simulate.js";

const small = scenario(`
region: us-east-1
clock: { duration: 90s, warmup: 0s }
demand: [ { name: load, to: web, curve: 3/s, request: { steps: [ { cpu: 200ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2, scaling: [] } }
`);

test("a run tells the aspects of its kind, with a value in each of their columns for each minute, a short last one too", () => {
  const facts = onlyService(simulate(small));
  const names = kindAspects(small.scenario.services).web;
  expect(new Set(aspectsOf(facts).map(({ name }) => name))).toEqual(new Set(names));
  expect(facts.kind).toBe(small.scenario.services.web.kind);
  const columns = columnsOf(names).map(({ name }) => name);
  expect(Object.keys(facts.minutes)).toEqual(columns);
  expect(columns.map((name) => facts.minutes[name].length)).toEqual(columns.map(() => 2));
});

test("no two aspects share a name, a column or a field", () => {
  const said = [
    aspects.map(({ name }) => name),
    aspects.flatMap(({ columns }) => columns.map(({ name }) => name)),
    aspects.flatMap(({ metrics, tallies = [] }) => [...metrics, ...tallies].map(({ field }) => field)),
  ];
  for (const names of said) expect(new Set(names).size).toBe(names.length);
});

test("what no run tells is no field of the outcome, and no column of its series", () => {
  const groups = [{ probability: 1, runs: runsOf([{ memory: undefined, writes: undefined }]) }];
  const outcome = serviceOutcome("orchestrator", groups);
  expect(outcome).not.toHaveProperty("memory");
  expect(outcome).not.toHaveProperty("writes");
  expect(outcome.series).not.toHaveProperty("memory");
  expect(outcome.cpu?.mean).toBeCloseTo(0.5, 12);
});
