import { expect, test } from "vitest";
import { formatIssue } from "../../scenarios/language/index.js";
import { parseAxis, pointsOf, readSpace } from "../../sim/experiments/search-space.js";

const issuesOf = (text: string) => {
  const reading = readSpace({ path: "sizes.yaml", text });
  return "issues" in reading ? reading.issues.map(formatIssue) : [];
};

test("an axis has values between commas, and ranges with one unit, both ends inside", () => {
  const values = (text: string) => parseAxis(`path=${text}`).values;
  expect(values("2..20 step 6")).toEqual(["2", "8", "14", "20"]);
  expect(values("2..4")).toEqual(["2", "3", "4"]);
  expect(values("50 %..70 % step 10 %")).toEqual(["50 %", "60 %", "70 %"]);
  expect(values("$0..$0.3 step $0.1")).toEqual(["$0", "$0.1", "$0.2", "$0.3"]);
  expect(values("100ms..300ms step 100ms")).toEqual(["100ms", "200ms", "300ms"]);
  expect(values("1, 4..6, 10")).toEqual(["1", "4", "5", "6", "10"]);
  expect(values("{ a: 1, b: 2 },[1, 2],'x,y'")).toEqual(["{ a: 1, b: 2 }", "[1, 2]", "'x,y'"]);
  expect(values("web p99 <= 3s")).toEqual(["web p99 <= 3s"]);
});

test.each([
  ["path", /a path and its values/],
  ["path=1,,2", /one of the values is empty/],
  ["path=1,2,1", /1 stands there twice/],
  ["path=1..3,2", /2 stands there twice/],
  ["path=5..2", /from its lower to its upper end, as in 2\.\.5, got 5\.\.2/],
  ["path=1..10 step 0", /a step above 0, as in 1\.\.10 step 1/],
  ["path=1..10 step -1", /in plain numbers without a sign/],
  ["path=1..1e9", /in plain numbers without a sign/],
  ["path=-0.5..2.5", /in plain numbers without a sign/],
  ["path=0..10000", /at most 10,000 values on an axis, got 10,001 in 0\.\.10000: write a larger step/],
  ["path=1s..10 step 1ms", /one unit/],
])("%s is refused", (text, why) => {
  expect(() => parseAxis(text)).toThrow(why);
});

test("a file has axes, what follows from some values, and combinations that are left out", () => {
  const reading = readSpace({
    path: "sizes.yaml",
    text: `
axes:
  services.web.task.cpu: [1 vCPU, 2 vCPU]
  services.web.bounds.max: 2..6 step 2
  variant: [spot]
conditions:
  - { when: { services.web.task.cpu: 2 vCPU }, set: { services.web.task.memory: 4 GB } }
exclusions:
  - { services.web.task.cpu: 2 vCPU, services.web.bounds.max: [4, 6] }
`,
  });
  if (!("space" in reading)) throw new Error("expected a space");
  expect(pointsOf(reading.space)).toEqual([
    ...["2", "4", "6"].map((most) => ({
      values: ["1 vCPU", most, "spot"],
      variant: "spot",
      set: ["services.web.task.cpu=1 vCPU", `services.web.bounds.max=${most}`],
    })),
    {
      values: ["2 vCPU", "2", "spot"],
      variant: "spot",
      set: ["services.web.task.cpu=2 vCPU", "services.web.bounds.max=2", "services.web.task.memory=4 GB"],
    },
  ]);
});

test("all that is wrong with a file is told at once, with its place and a remedy", () => {
  const text = `
axes:
  services.web.bounds.max: [2, 4, 2]
  services.web.bounds.min: []
  seed: [1, 2]
conditions:
  - { when: { sede: 1 }, set: { seed: 3 } }
exclusions:
  - { seed: 7 }
colour: blue
`;
  const found = issuesOf(text);
  expect(found.map((line) => line.replace(/ {2}.*/, ""))).toEqual([
    "sizes.yaml:3:28",
    "sizes.yaml:4:28",
    "sizes.yaml:7:21",
    "sizes.yaml:7:39",
    "sizes.yaml:9:13",
    "sizes.yaml:10:1",
  ]);
  expect(found.join("\n")).toMatch(/2 stands there twice/);
  expect(found.join("\n")).toMatch(/did you mean seed/);
});
