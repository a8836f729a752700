import { expect, test } from "vitest";
import { auditLoad } from "../../../harness/audit/audit.js";
import { drive } from "../../../harness/generator/drive.js";
import { drivenDemands } from "../../../harness/plan/driven.js";
import { loadFacts } from "../../../harness/record/load-facts.js";
import { readGood } from "../../scenario/reader.js";
import { orderOf, smallTarget } from "./load.js";

/** The module that `sim load` forks, as `npm run build` made it. */
const builtProcess = new URL("../../../dist/harness/generator/main.js", import.meta.url);

const scenario = `
region: us-east-1
clock: { duration: 10s, warmup: 1s }
staging: { warmup: 0s }
demand:
  - name: visits
    to: web
    curve: { kind: ramp, from: 50/s, to: 500/s, lasts: 10s }
    arrivals: poisson
    request: { steps: [ { cpu: 1ms } ] }
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB } } }
`;

// A busy machine delays sends, so the test is retried: the audit itself tells which load was sent as asked.
test("a real Poisson ramp from 50 to 500 a second is sent as the process that was asked for", {
  retry: 2,
  timeout: 30_000,
}, async () => {
  const read = readGood(scenario);
  const { url } = await smallTarget();
  const { measured } = await drive(orderOf(read, url), builtProcess);
  const facts = loadFacts(read.scenario, drivenDemands(read.scenario, read.data.tables));
  const arrivals = auditLoad(measured, facts).checks.find(({ name }) => name === "visits: send times");
  expect(measured.services.web.scheduled).toBeGreaterThan(2_500);
  expect(arrivals).toMatchObject({ passed: true, value: expect.any(Number) });
});
