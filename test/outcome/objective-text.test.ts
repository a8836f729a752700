import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { demandsApart, limitsOf } from "../../sim/outcome/objectives/index.js";
import type { Objective } from "../../sim/outcome/objectives/objective.js";
import { parseObjective } from "../../sim/outcome/objectives/parse.js";
import { objectiveShape } from "../../sim/outcome/objectives/shape.js";

const orchestrator = { kind: "service", service: "orchestrator" } as const;
const atMost = (max: number) => ({ min: Number.NEGATIVE_INFINITY, max });

describe("the text of an objective", () => {
  test.each<[string, Partial<Objective>]>([
    ["orchestrator p99 <= 3s", { subject: orchestrator, metric: "p99", limits: atMost(3000) }],
    ["orchestrator p99<=3s", { metric: "p99", limits: atMost(3000) }],
    ["orchestrator p99 ≤ 1.5s", { limits: atMost(1500) }],
    ["orchestrator p99 <= 3s for 5m", { limits: atMost(3000), sustained: 300_000_000 }],
    ["p99 <= 3s", { subject: { kind: "service", service: null } }],
    ["orchestrator p99 <= 3s during 09:00-23:00", { during: { from: 540, to: 1380 } }],
    ["orchestrator p99 <= 3s in 95 % of replications", { share: 0.95 }],
    [
      "orchestrator p99 <= 3s in 90% of replications during 22:00-06:00 for 10m",
      { share: 0.9, during: { from: 1320, to: 360 }, sustained: 600_000_000 },
    ],
    ["orchestrator cpu in 50..65 %", { metric: "cpu", limits: { min: 0.5, max: 0.65 } }],
    ["orchestrator memory in 50 %..70 %", { metric: "memory", limits: { min: 0.5, max: 0.7 } }],
    ["orchestrator cpu in 50..65 % in 80 % of replications", { limits: { min: 0.5, max: 0.65 }, share: 0.8 }],
    ["orchestrator tasks in 5..20", { metric: "tasks", limits: { min: 5, max: 20 } }],
    ["orchestrator tasks >= 5", { limits: { min: 5, max: Number.POSITIVE_INFINITY } }],
    ["cost perMonth <= $1,500", { subject: { kind: "cost" }, metric: "perMonth", limits: atMost(1500) }],
    ["orchestrator interruptionErrors <= 0.5 %", { metric: "interruptionErrors", limits: atMost(0.005) }],
    ["orchestrator errorRate <= 1 %", { limits: atMost(0.01) }],
    ["orchestrator oscillationsPerDay <= 2", { limits: atMost(2) }],
    ["orchestrator scalingLag <= 2m", { limits: atMost(120) }],
    ["orchestrator interruptions <= 5 %", { limits: atMost(0.05) }],
    ["orchestrator writes.lostShare <= 0.01 %", { metric: "writes.lostShare", limits: atMost(0.0001) }],
    ["orchestrator latencyMs.p99 <= 3s", { metric: "p99" }],
    ["p99 error <= 20 %", { subject: { kind: "error" }, metric: "p99", limits: atMost(0.2) }],
    ["cost error <= 10 %", { subject: { kind: "error" }, metric: "cost" }],
  ])("%s is understood", (text, expected) => {
    expect(parseObjective(text)).toMatchObject({ text, severity: "target", ...expected });
  });

  test.each([
    ["orchestrator p99", /an objective such as 'orchestrator p99 <= 3s'/],
    ["orchestrator p99 < 3s", /an objective such as/],
    ["orchestrator p9 <= 3s", /a metric of a service such as p99 or cpu \| did you mean p9\d\?/],
    [
      "orchestrator happiness <= 3",
      /\| metrics are latency \(meanLatency, p50, .*\), requests \(errorRate, .*has all of them/,
    ],
    ["orchestrator latency <= 3s", /\| near are meanLatency, p50, p90, p95, p99, p999, maxLatency; docs\//],
    ["orchestrator queue <= 3", /\| near are queueingMean, queueingP50, queueingP99; docs\//],
    ["cost perMont <= $3", /a metric of cost such as perMonth \| did you mean perMonth\?/],
    ["orchestrator web p99 <= 3s", /a service and one metric/],
    ["orchestrator p99 <= 3", /a duration such as 3s as the limit/],
    ["orchestrator p99 <= fast", /a duration such as 3s as the limit/],
    ["orchestrator p99 >= 3s", /'p99 <= \.\.\.': a quantile has an upper limit/],
    ["orchestrator cpu <= 150 %", /a share such as 0.5 % as the limit/],
    ["orchestrator cpu in 50 %", /a range such as 50\.\.65 %/],
    ["orchestrator cpu in 65..50 %", /a range from the lower to the upper end/],
    ["orchestrator oscillationsPerDay <= two", /a number such as 2 as the limit/],
    ["orchestrator p99 <= 3s for long", /'for' a duration such as 5m/],
    ["orchestrator p99 <= 3s for 0s", /'for' a duration such as 5m/],
    ["orchestrator p99 <= 3s during night", /'during' a part of the day such as 09:00-23:00/],
    ["orchestrator p99 <= 3s in 95 %", /'in' a share 'of replications'/],
    ["orchestrator p99 <= 3s for 5m for 6m", /'for \.\.\.' once/],
    ["orchestrator scalingLag <= 2m for 5m", /no 'for \.\.\.' with scalingLag, which only a whole run has/],
    ["cost perMonth <= $3 during 09:00-10:00", /no 'during \.\.\.' with perMonth/],
    [7, /an objective as text, or/],
    [{ objective: "orchestrator p99 <= 3s", severity: "loud" }, /an objective as text, or/],
  ])("%j is refused with what was expected", (written, message) => {
    const result = objectiveShape.safeParse(written);
    const issues = result.error?.issues.map((issue) => {
      const hint = issue.code === "custom" ? issue.params?.hint : undefined;
      return hint === undefined ? issue.message : `${issue.message} | ${hint}`;
    });
    expect(issues).toEqual([expect.stringMatching(message)]);
  });

  test("any text is understood or refused, however long", () => {
    const word = fc.constantFrom(
      "orchestrator",
      "p99",
      "cpu",
      "cost",
      "<=",
      "in",
      "3s",
      "50..65 %",
      "for",
      "during",
      "of",
      "..",
      " ",
    );
    const written = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join(" ")),
    );
    fc.assert(fc.property(written, (text) => typeof objectiveShape.safeParse(text).success === "boolean"));
    for (const part of [" ", "a ", " in ", "1", ".", "for "]) {
      expect(objectiveShape.safeParse(`p99 <= ${part.repeat(200_000)}x`).success).toBe(false);
    }
  });

  test("it goes back to how it was written", () => {
    const shape = z.array(objectiveShape);
    const written = [
      "orchestrator p99 <= 3s",
      { objective: "orchestrator p99 <= 4s for 5m", severity: "alert" },
      "cost perMonth <= $1,500",
    ];
    expect(z.encode(shape, shape.parse(written))).toEqual(written);
    expect(shape.parse([{ objective: "p99 <= 3s" }])).toEqual(shape.parse(["p99 <= 3s"]));
  });

  test("its JSON Schema shows both spellings", () => {
    const schema = z.toJSONSchema(objectiveShape, { io: "input" });
    expect(schema.anyOf).toHaveLength(2);
    expect(schema.examples).toContain("orchestrator p99 <= 3s");
  });
});

describe("objectives and the world", () => {
  const objectives = [
    "orchestrator p99 <= 3s",
    "p95 <= 1s",
    "orchestrator p50 <= 3s for 5m",
    "sockets p99 <= 2s",
    "orchestrator cpu <= 65 %",
    "p99 error <= 20 %",
  ].map((text) => parseObjective(text));

  test("the world is told which latency limits to count", () => {
    expect(limitsOf(objectives, "orchestrator")).toEqual([1_000_000, 3_000_000]);
    expect(limitsOf(objectives, "sockets")).toEqual([1_000_000, 2_000_000]);
  });

  test("a single demand is told apart where an objective names it, be it only by its error", () => {
    const apart = (text: string) => demandsApart([parseObjective(text)], "web", ["checkout"]);
    expect(apart("web p99 <= 1s")).toEqual([]);
    expect(apart("web/checkout p99 <= 1s")).toEqual([{ demand: "checkout", limits: [1_000_000] }]);
    expect(apart("web/checkout p99 error <= 20 %")).toEqual([{ demand: "checkout", limits: [] }]);
  });
});
