import { describe, expect, test } from "vitest";
import { scenarioShape } from "../../sim/scenario/shape.js";
import { services } from "../../sim/services/index.js";
import { keyPaths } from "../keys/key-paths.js";
import { issuesOf } from "./reader.js";

const inDemand = (keys: string) => `demand: [ { name: turns, to: web, ${keys} } ]`;
const steps = "request: { steps: [ { cpu: 50ms } ] }";

/** Where variants stand, by the path that the shape has for it: a scenario with one there, and its place. */
const places: Readonly<Record<string, readonly [at: string, text: (variant: string) => string]>> = {
  "incidents[]": ["incidents[0]", (variant) => `incidents: [ ${variant} ]`],
  "services.*.scaling[]": ["services.web.scaling[0]", (variant) => `services: { web: { scaling: [ ${variant} ] } }`],
  "services.*.task.discipline": [
    "services.web.task.discipline",
    (variant) => `services: { web: { task: { discipline: ${variant} } } }`,
  ],
  "demand[].curve": ["demand[0].curve", (variant) => inDemand(`curve: ${variant}, ${steps}`)],
  "demand[].arrivals": ["demand[0].arrivals", (variant) => inDemand(`curve: 2/s, arrivals: ${variant}, ${steps}`)],
  "demand[].request.steps[].cpu": [
    "demand[0].request.steps[0].cpu",
    (variant) => inDemand(`curve: 2/s, request: { steps: [ { cpu: ${variant} } ] }`),
  ],
};

/** The keys of each kind at each place, as the shape has them. */
function variants() {
  const found = new Map<string, { place: string; kind: string; keys: Set<string> }>();
  for (const path of keyPaths(scenarioShape, () => false)) {
    const [, place, kind, key] = /^(.*?)\.<([^>]+)>\.(\w+)/.exec(path) ?? [];
    if (place === undefined || !Object.hasOwn(places, place)) continue;
    const variant = found.get(`${place} ${kind}`) ?? { place, kind, keys: new Set<string>() };
    variant.keys.add(key);
    found.set(`${place} ${kind}`, variant);
  }
  return [...found.values()].map(({ keys, ...variant }) => ({ ...variant, keys: [...keys] }));
}

const said = (text: string) => issuesOf(`extends: good.yaml\n${text}`);

describe.each(variants())("a $kind in $place", ({ place, kind, keys }) => {
  const [at, text] = places[place];

  test.each(keys)("is told of a misspelt %s, and what its keys are", (key) => {
    const issue = said(text(`{ kind: ${kind}, ${key}x: 1 }`)).find(({ path }) => path === `${at}.${key}x`);
    expect(issue).toMatchObject({ code: "unknown-key", hint: `did you mean ${key}?` });
    expect(issue!.expected.split(/[, ]+/)).toEqual(expect.arrayContaining(keys));
  });

  test("is recognised under a misspelt kind, and where kind is misspelt or called type", () => {
    for (const word of ["knid", "type"]) {
      const issues = said(text(`{ ${word}: ${kind} }`));
      expect(issues).toEqual([
        expect.objectContaining({ path: `${at}.${word}`, code: "unknown-key", hint: "did you mean kind?" }),
      ]);
    }
    const issues = said(text(`{ kind: ${kind}x, zzz: 1 }`));
    expect(issues.map(({ path, hint }) => [path, hint])).toEqual([
      [`${at}.kind`, `did you mean ${kind}?`],
      [`${at}.zzz`, undefined],
    ]);
    expect(issues[1].expected.split(/[, ]+/).sort()).toEqual(["of", "one", "the", "keys", "kind", ...keys].sort());
  });
});

test("every list of variants that a service or a demand has is among them", () => {
  const kindsOf = (at: string) => variants().flatMap(({ place, kind }) => (place === at ? [kind] : []));
  expect(Object.keys(places).filter((place) => kindsOf(place).length === 0)).toEqual([]);
  expect(kindsOf("services.*.scaling[]").sort()).toEqual(["scheduled", "step", "target-tracking"]);
  expect(kindsOf("incidents[]")).toHaveLength(8);
});

test("a metric that is misspelt or missing does not hide the other keys", () => {
  const policy = (keys: string) =>
    said(`services: { web: { scaling: [ { kind: step, ${keys} } ] } }`).map(({ path, hint }) => [
      path.replace("services.web.scaling[0].", ""),
      hint,
    ]);
  expect(policy("metrik: cpu, treshold: 60 %")).toEqual([
    ["metrik", "did you mean metric?"],
    ["treshold", "did you mean threshold?"],
  ]);
  expect(policy("metric: cpuu, treshold: 60 %")).toEqual([
    ["metric", "did you mean cpu?"],
    ["treshold", "did you mean threshold?"],
  ]);
});

test("words of other tools get ours, once", () => {
  const words = (text: string) => said(text).map(({ path, expected }) => `${path.split(".").at(-1)}: ${expected}`);
  const policy = (keys: string) => words(`services: { web: { scaling: [ ${keys} ] } }`);
  expect(policy("{ kind: step, metric: cpu, threshold: 60 %, steps: [ { from: 0 %, change: 1 } ] }")).toEqual([
    "from: the spelling lowerBound: 10 %, how far beyond the threshold",
    "change: the spelling adjustment: 2",
  ]);
  expect(policy("{ kind: scheduled, at: 08:00, min: 3 }")).toEqual([
    "at: the spelling cron: '45 8 * * *'",
    "min: the spelling bounds: { min: 2, max: 10 }",
  ]);
  expect(words("incidents: [ { kind: deployment, every: 1d, service: web } ]")).toEqual([
    "every: the spelling cron: '0 3 * * *'",
  ]);
  expect(words("incidents: [ { kind: traffic-spike, date: 2026-03-18, duration: 10m, times: 4 } ]")).toEqual([
    "date: the spelling at: 2026-03-18T20:00",
    "duration: the spelling lasts: 30m",
    "times: the spelling factor: 4",
  ]);
});

test("a kind of service that there is not is answered with those that there are", () => {
  const [issue] = issuesOf("extends: good.yaml\nservices: { jobs: { kind: cache } }\n").filter(
    ({ path }) => path === "services.jobs.kind",
  );
  expect(issue.expected).toMatch(/not modelled yet: such a kind of service/);
  for (const { kind } of services) expect(issue.hint).toContain(kind);
});

test.each([
  ["services: { jobs: { kind: sqs } }", "services.jobs.kind", "the spelling kind: queue"],
  [
    "services: { jobs: { kind: consumer } }",
    "services.jobs.kind",
    "the spelling kind: worker-service, with queue: jobs",
  ],
  ["incidents: [ { kind: canary } ]", "incidents[0].kind", /^the spelling kind: deployment, and deployment: /],
  [
    "services: { web: { dependsOn: [api] } }",
    "services.web.dependsOn",
    /^the spelling steps: \[ \{ call: pricing \} \]/,
  ],
])("%s is told what it is called here", (text, at, expected) => {
  const issue = said(text).find(({ path }) => path === at);
  expect(issue?.expected).toEqual(typeof expected === "string" ? expected : expect.stringMatching(expected));
});
