import { expect, test } from "vitest";
import { requestService } from "../../sim/scenario/index.js";
import { issuesOf, readGood } from "./reader.js";

const text = `
extends: good.yaml
ladder: { techniques: [ { variant: smaller, document: half }, { variant: spot } ] }
claims: [ { document: they add up, compute: ladder.overlap }, { document: cheap, compute: cost.perMonth } ]
variants:
  smaller: { services: { web: { task: { cpu: 0.5 vCPU, memory: 1 GB } } } }
  spot: { services: { web: { capacity: { FARGATE_SPOT: { weight: 1 } } } } }
`;

test("variants are laid one over the other where their names are joined", () => {
  const { scenario, variant } = readGood(text, { variant: "smaller+spot" });
  const { task, capacity } = requestService("web", scenario);
  expect([variant, task.cpu, Object.keys(capacity)]).toEqual(["smaller+spot", 0.5, ["FARGATE_SPOT"]]);
  expect(issuesOf(text, { variant: "smaller+spto" })[0]).toMatchObject({
    code: "unknown-variant",
    hint: "did you mean spot?",
  });
});

test("a variant is one configuration: without the ladder, and without what is claimed of it", () => {
  const { scenario } = readGood(text, { variant: "spot" });
  expect(scenario.ladder).toBeUndefined();
  expect(scenario.claims.map(({ compute }) => compute)).toEqual(["cost.perMonth"]);
});

test("the resolved scenario is the configuration at the foot, of which it says all: it has neither variants nor ladder", () => {
  const { resolved, scenario } = readGood(text);
  const { ladder, claims, ...foot } = readGood(resolved).scenario;
  expect([ladder, claims.length]).toEqual([undefined, 1]);
  expect(scenario).toEqual({ ...foot, claims: scenario.claims, ladder: scenario.ladder });
});

test.each([
  [
    "a technique that is no variant",
    "{ variant: smaler }, { variant: spot }",
    "cost.perMonth",
    /smaller, spot, got 'smaler' \(did you mean smaller\?\)/,
  ],
  ["a technique twice", "{ variant: spot }, { variant: spot }", "cost.perMonth", /each technique once/],
  ["a single technique", "{ variant: spot }", "cost.perMonth", /at least 2/],
  [
    "a claim about a technique that it has not",
    "{ variant: smaller }, { variant: spot }",
    "ladder.arm.alone",
    /one of the techniques smaller, spot, got 'arm'/,
  ],
  [
    "a claim about nothing that a ladder tells",
    "{ variant: smaller }, { variant: spot }",
    "ladder.spot.sum",
    /something that a ladder tells/,
  ],
])("%s is refused", (_, techniques, compute, says) => {
  const wrong = text.replace(/techniques: \[.*\]/, `techniques: [ ${techniques} ]`).replace("ladder.overlap", compute);
  expect(
    issuesOf(wrong)
      .map(({ expected, got, hint }) => `${expected}, got ${got} (${hint})`)
      .join("\n"),
  ).toMatch(says);
});

test("a claim about a ladder where there is none is refused", () => {
  const [issue] = issuesOf("extends: good.yaml\nclaims: [ { document: cheap, compute: ladder.together } ]");
  expect(issue).toMatchObject({ code: "no-ladder", path: "claims[0].compute" });
});
