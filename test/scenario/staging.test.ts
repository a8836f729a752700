import { describe, expect, test } from "vitest";
import { formatIssue, jsonSchema } from "../../scenarios/language/index.js";
import { requestService, reviveScenario, type Scenario, scenarioShape } from "../../sim/scenario/index.js";
import { good, issuesOf, read, readGood } from "./reader.js";

const staging = `staging:
  allow: [ localhost ]
  fleet:
    services: { web: { desired: 1, bounds: { min: 1, max: 2 } } }
    seed: 9
`;

const sessions = `demand:
  - name: chats
    to: web
    curve: 1/s
    session: { messages: 3, between: 5s, message: { steps: [ { cpu: 50ms } ] }, reconnect: { kind: fixed, delay: 1s } }
    http:
      path: '/socket/\${field.name}'
      headers: { authorization: 'Bearer \${env:TOKEN}' }
      feeder: { file: users.csv }
    keep: 50 %
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB } }
`;
const files = { "users.csv": "name\nAda\n" };

describe("staging.fleet", () => {
  test("is laid over a scenario that is read for staging, and is no part of it otherwise", () => {
    const plain = readGood(good + staging).scenario;
    const staged = readGood(good + staging, { staging: true }).scenario;
    const mostOf = (scenario: Scenario) => requestService("web", scenario).bounds.max;
    expect([plain.seed, mostOf(plain)]).toEqual([1, mostOf(readGood(good).scenario)]);
    expect(staged).toMatchObject({ seed: 9, services: { web: { desired: 1, bounds: { min: 1, max: 2 } } } });
    expect(staged.demand).toEqual(plain.demand);
    expect(staged.staging.allow).toEqual(["localhost"]);
  });

  test("is in what the reading resolves to, and there only", () => {
    for (const isStaging of [false, true]) {
      const { scenario, resolved } = readGood(good + staging, { staging: isStaging });
      expect(resolved).not.toContain("fleet:");
      expect(reviveScenario(resolved)).toEqual(scenario);
    }
  });

  test("goes over the variant and under the settings", () => {
    const variants = "variants: { large: { services: { web: { desired: 4, bounds: { min: 4, max: 8 } } } } }";
    const set = ["services.web.bounds.max=3"];
    const { scenario } = readGood(good + staging + variants, { staging: true, variant: "large", set });
    expect(scenario.services.web).toMatchObject({ desired: 1, bounds: { min: 1, max: 3 } });
  });

  test("holds for the variant that a kill switch goes back to", () => {
    const incidents = "incidents: [ { kind: kill-switch, at: 2h, to: safe } ]";
    const variants = "variants: { safe: { services: { web: { desired: 4, bounds: { min: 4, max: 8 } } } } }";
    const fallback = (isStaging: boolean) =>
      readGood([good, staging, incidents, "\n", variants].join(""), { staging: isStaging }).scenario.incidents[0];
    expect(fallback(false)).toMatchObject({ services: { web: { bounds: { min: 4, max: 8 } } } });
    expect(fallback(true)).not.toHaveProperty("services.web.bounds"); // nothing to go back to: both are what staging has
  });

  test("that is wrong is refused where it stands, also when the scenario itself is read, and each problem once", () => {
    const text = `${good.replace("vCPU, memory: 2 GB", "vCPU, memory: 3.5 GB")}${staging.replace("max: 2", "max: 0")}`;
    const lines = issuesOf(text).map(formatIssue);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^fleet\.yaml:9:\d+ {2}services\.web\.task\.memory: /);
    expect(lines[1]).toMatch(/^fleet\.yaml:13:\d+ {2}services\.web\.bounds/);
    expect(issuesOf(good + staging.replace("seed: 9", "sed: 9")).map(formatIssue)).toEqual([
      expect.stringMatching(/^fleet\.yaml:14:5 {2}sed: expected one of the keys .* got 'sed' \(did you mean seed\?\)/),
    ]);
  });

  test("is not changed by a setting, which comes after it", () => {
    const [issue] = issuesOf(good + staging, { set: ["staging.fleet.seed=3"] });
    expect(formatIssue(issue)).toMatch(/staging\.fleet: expected a tree that is laid over .*settings come after it/);
  });

  test("is known to editors", () => {
    const schema = jsonSchema(scenarioShape, { title: "t", id: "i" });
    expect(schema).toHaveProperty("properties.staging.properties.fleet.type", ["object", "null"]);
  });
});

describe("a scenario of sessions", () => {
  test("reads back from what it resolves to, with its feeder among the files that it needs", () => {
    const text = `region: us-east-1\n${sessions}`;
    const { scenario, resolved, data } = readGood(text, { files });
    expect(reviveScenario(resolved)).toEqual(scenario);
    expect([...data.texts.keys()]).toEqual(["users.csv"]);
    expect(readGood(resolved, { files }).scenario).toEqual(scenario);
  });

  test.each(["demand[0].keep=10 %", "demand.0.keep=0.1", "demand.chats.keep=0.1"])("is thinned by --set %s", (set) => {
    const { scenario } = readGood(`region: us-east-1\n${sessions}`, { files, set: [set] });
    expect(scenario.demand[0].keep).toBe(0.1);
  });

  test("does not hide a misspelt key of a session", () => {
    const reading = read(`region: us-east-1\n${sessions.replace("messages", "mesages")}`, { files });
    expect(reading.ok ? [] : reading.issues.map(({ path, hint }) => [path, hint])).toEqual([
      ["demand[0].session.mesages", "did you mean messages?"],
    ]);
  });
});
