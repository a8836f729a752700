import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { jsonSchema } from "../../scenarios/language/index.js";
import { scenarioShape } from "../../sim/scenario/index.js";
import { sizingShape } from "../../sim/sizing/shape.js";

// Strict: a keyword that does nothing where it stands is an error. Values of several types are what units are.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const plain = (shape: Parameters<typeof jsonSchema>[0], id: string) =>
  JSON.parse(JSON.stringify(jsonSchema(shape, { title: "t", id })));
const accepts = ajv.compile(plain(scenarioShape, "urn:fleetcast:scenario"));
const acceptsSizing = ajv.compile(plain(sizingShape, "urn:fleetcast:sizing"));

const isSizing = (path: string) => /scenarios\/sizing\/[a-z-]+\.yaml$/.test(path);
const shipped = readdirSync("scenarios", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".yaml") && path !== "dagy/launcher.yaml") // a part: it has no demand, and others extend it
  .map((path) => `scenarios/${path}`);

test.each(shipped)("%s passes", (path) => {
  const check = isSizing(path) ? acceptsSizing : accepts;
  const isGood = check(parse(readFileSync(path, "utf8")));
  expect(isGood ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)).toEqual(
    [],
  );
});

const good = `
region: us-east-1
demand: [ { name: calls, to: web, curve: 60/s, request: { steps: [ { cpu: 20ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB } } }
objectives: [ web p99 <= 1s ]
`;

test("a task on instances, or with sidecars, has whatever memory it is given", () => {
  const onInstances = good.replace("2 GB }", "99 GB }, instances: { EC2: { types: [ m6g.2xlarge ] } }");
  const withSidecars = good.replace("2 GB", "31 GB, containers: [ { name: agent, cpu: 0.25 vCPU, memory: 1 GB } ]");
  expect([accepts(parse(onInstances)), accepts(parse(withSidecars))]).toEqual([true, true]);
});

describe("what is underlined", () => {
  test("nothing of a good scenario", () => {
    expect(accepts(parse(good))).toBe(true);
  });

  test.each([
    ["60/s", "60/sec", "/demand/0/curve"],
    ["1 vCPU", "50", "/services/web/task/cpu"],
    ["2 GB", "2 GBB", "/services/web/task/memory"],
    ["2 GB", "99 GB", "/services/web/task/memory"],
    ["web p99 <= 1s", "web p98 =< 1s", "/objectives/0"],
    ["name: calls,", "name: calls, tuesday: 3,", "/demand/0"],
    ["20ms", "20 msec", "/demand/0/request/steps/0/cpu"],
  ])("'%s' written as '%s' at %s", (written, instead, place) => {
    expect(accepts(parse(good.replace(written, instead)))).toBe(false);
    expect(accepts.errors!.map(({ instancePath }) => instancePath)).toContain(place);
  });
});
