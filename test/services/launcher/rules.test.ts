import { describe, expect, test } from "vitest";
import { formatIssue } from "../../../scenarios/language/index.js";
import { assumptionsOf } from "../../../sim/scenario/index.js";
import { issuesOf } from "../../scenario/reader.js";
import { launcherScenario } from "./launcher.js";

/** What is said of a launcher with these keys, its runs being of a demand `nightly` with these, in a scenario with those. */
function said(keys: string, demand = "request: { steps: [ { wait: 5m } ] }", beside = ""): string {
  const text = `
region: us-east-1
clock: { duration: 1h, warmup: 10m, represents: 24h per day }
demand: [ { name: nightly, to: dagy, curve: 60/h, ${demand} } ]
services: { dagy: { kind: run-launcher${keys === "" ? "" : `, ${keys}`} } }
${beside}
`;
  return issuesOf(text).map(formatIssue).join("\n");
}

test("a launcher without a word of its own is good", () => {
  expect(said("")).toBe("");
});

test("a launcher alone takes nothing for granted of a scheduler that splits tasks by weight", () => {
  const sentences = assumptionsOf(
    launcherScenario({ keys: "capacity: { FARGATE: { weight: 1 }, FARGATE_SPOT: { weight: 1 } }" }),
  );
  expect(sentences.join()).toMatch(/each call for one task draws its capacity provider by weight/);
  expect(sentences.join()).not.toMatch(/largest remainder/);
});

describe("a launcher is refused with the place and a remedy", () => {
  test.each([
    ["profile: mediun", /dagy\.profile: expected one of the profiles small, medium.*\(did you mean medium\?\)/],
    ["flows: { nightly: { profile: huge } }", /flows\.nightly\.profile: expected one of the profiles small/],
    [
      "profiles: { odd: { cpu: 1 vCPU, memory: 1 GB } }",
      /profiles\.odd\.memory: expected 2 GB to 8 GB in steps of 1 GB with 1 vCPU, got 1 GB/,
    ],
    ["profiles: { }", /profiles: expected at least one profile/],
    ["flows: { nightly: { memory: { kind: trace, file: no.csv, column: mb, unit: 1 MB } } }", /no\.csv/],
    ["capacity: { FARGATE: {} }", /a weight above 0 for at least one provider/],
    ["reconciler: { order: newest }", /reconciler\.order: expected .*cursor/],
    ["failures: { artifactMising: 1 % }", /failures\.artifactMising.*did you mean artifactMissing/],
    ["bounds: { min: 1, max: 2 }", /dagy\.bounds/],
  ])("%s", (keys, words) => {
    expect(said(keys)).toMatch(words);
  });

  test("calls of a run", () => {
    const text = `
region: us-east-1
clock: { duration: 1h, warmup: 10m }
demand: [ { name: nightly, to: dagy, curve: 60/h, request: { steps: [ { call: db } ] } } ]
services: { dagy: { kind: run-launcher }, db: { kind: dependency, latency: 10ms } }
`;
    expect(issuesOf(text).map(formatIssue).join("\n")).toMatch(
      /demand\[0\]\.request\.steps\[0\]\.call: expected cpu or wait in a task of a run, got a call \(write a wait/,
    );
  });

  test("deployments, which are for services", () => {
    const beside = "incidents: [ { kind: deployment, at: 10m, service: dagy } ]";
    expect(said("", undefined, beside)).toMatch(/services\.dagy: expected no deployment of a run-launcher/);
  });
});

describe("a launcher warns of", () => {
  test.each([
    [
      "a drain that SIGKILL cuts short",
      "drain: { timeout: 30s }",
      /drain\.timeout: expected less than the stopTimeout of 30s/,
    ],
    [
      "a base, which every call meets anew",
      "capacity: { FARGATE: { base: 1, weight: 30 }, FARGATE_SPOT: { weight: 70 } }",
      /capacity\.FARGATE\.base: expected weights alone/,
    ],
    [
      "a flow of which no runs come",
      "flows: { nightyl: {} }",
      /flows\.nightyl: .*none come \(did you mean nightly\?\)/,
    ],
    [
      "an outage of the reconciler that is over before the run begins",
      "reconciler: { outages: [ { at: -2h, lasts: 5m } ] }",
      /reconciler\.outages\[0\]: expected a moment within the run/,
    ],
  ])("%s", (_, keys, words) => {
    expect(said(keys)).toMatch(words);
  });

  test("a quota that the runs of the busiest time do not fit in", () => {
    // 60 an hour of five minutes are five at a time, of 4 vCPU each.
    const beside = "account: { vcpuQuota: { FARGATE: 6, FARGATE_SPOT: 6 } }";
    expect(said("profile: xlarge", undefined, beside)).toMatch(
      /vcpuQuota\.FARGATE: .*expected at least 20 vCPU of FARGATE for the runs of dagy at the busiest, got 6 vCPU/,
    );
    expect(said("profile: medium", undefined, beside)).toBe("");
  });

  test("a warm-up that is shorter than its runs are", () => {
    const long = "request: { steps: [ { wait: 20m } ] }";
    expect(said("", long)).toMatch(
      /services\.dagy: .*expected a warm-up as long as its runs are, 20m on average, got 10m/,
    );
  });
});
