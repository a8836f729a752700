import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { canaryReporters } from "../../reports/canary/index.js";
import { comparisonReporters } from "../../reports/comparison/index.js";
import { drillReporters } from "../../reports/drill/index.js";
import { historyReporters } from "../../reports/history/index.js";
import { reporters } from "../../reports/index.js";
import { optimizationReporters } from "../../reports/optimization/index.js";
import type { Reporter } from "../../reports/reporter.js";
import { sensitivityReporters } from "../../reports/sensitivity/index.js";
import { sweepReporters } from "../../reports/sweep/index.js";
import { verificationReporters } from "../../reports/verification/index.js";
import { alone } from "../../sim/facts/estimates.js";
import type { ComparisonOutcome } from "../../sim/outcome/compared.js";
import {
  canaryExitCode,
  comparisonExitCode,
  exitCode,
  historyExitCode,
  optimizationExitCode,
  sensitivityExitCode,
} from "../../sim/outcome/exit-code.js";
import type { ObjectiveOutcome } from "../../sim/outcome/outcome.js";
import type { SensitivityOutcome } from "../../sim/outcome/sensitivity.js";
import { noParsers, parsed } from "../support/parsers.js";
import { found, histories, sized, swept, told } from "./experiment-results.js";
import { night, oneRun } from "./fixture.js";
import { verified } from "./verification-fixture.js";

function junit<Result>(all: readonly Reporter<Result>[], result: Result, strict = false): string {
  return all.find(({ format }) => format === "junit")!.print(result, { color: false, strict });
}

const objective = (text: string, verdict: ObjectiveOutcome["verdict"], more: Partial<ObjectiveOutcome> = {}) => ({
  ...{
    objective: text,
    severity: "target" as const,
    verdict,
    value: 2.6,
    margin: -0.1,
    detail: "p99 of arrived 2.60 s",
  },
  ...more,
});
const open = { ...night, objectives: [objective("orchestrator p99 <= 2.5s", "undecided")] };
const hostile = `a "b" & <c> ]]> 'd'\n\u001b[31m \u0000 🚀 \ud800 \uffff ü`;

const comparison: ComparisonOutcome = {
  ...{ schema: 1, kind: "comparison", version: "0.1.0", seed: 1, replications: 10, costField: "perMonthUsd" },
  configurations: ["before", "after"].map((name) => ({
    ...{ name, scenario: "shop", variant: null, replications: 10, digest: "1", aborted: null },
    cost: { totalUsd: alone(12), perMonthUsd: alone(300) },
    objectives: [
      objective("web p99 <= 3s", name === "before" ? "missed" : "met"),
      objective("cost perMonth <= $5", "met"),
    ],
  })),
  contrasts: [
    {
      ...{ base: "before", other: "after", lines: [] },
      readings: [
        {
          ...{ name: "cost perMonth", field: "cost.perMonthUsd", unit: "USD", base: alone(300), other: alone(330) },
          ...{
            difference: 30,
            interval: { low: 25, high: 35 },
            correlation: 1,
            varianceReduction: 0.9,
            varianceRatio: null,
            share: null,
            warning: null,
          },
        },
      ],
    },
  ],
  steps: [],
  gates: [
    { text: "cost.perMonth > +5 %", verdict: "tripped", seen: 0.1 },
    { text: "web.p99 > +200ms", verdict: "undecided", seen: 190 },
  ],
  warnings: [],
};

const drill = { schema: 1, kind: "drill", aborted: null, drills: {}, verification: verified } as const;

const [unknown, ...otherUnknowns] = told.unknowns;
const depends: SensitivityOutcome = {
  ...told,
  unknowns: [
    {
      ...unknown,
      low: {
        ...unknown.low,
        verdicts: [
          {
            ...{ objective: told.objectives[0].objective, severity: "target", isBeyondChance: true },
            ...{ verdict: "met", atEnd: "missed" },
          },
        ],
      },
    },
    ...otherUnknowns,
  ],
};

/** Results of experiments with the code that each exits with. */
const concluded: readonly (readonly [
  of: string,
  print: (strict: boolean) => string,
  code: (strict: boolean) => number,
])[] = [
  [
    "a comparison",
    (strict) => junit(comparisonReporters, comparison, strict),
    (strict) => comparisonExitCode(comparison, { strict }),
  ],
  ["a sweep", (strict) => junit(sweepReporters, swept, strict), () => 0],
  ...[found, { ...found, best: null, isReached: true }, { ...found, isReached: false }].map(
    (each, at) =>
      [
        ["a search that found", "a search that found none", "a search whose budget is spent"][at],
        (strict: boolean) => junit(optimizationReporters, each, strict),
        (strict: boolean) => optimizationExitCode(each, { strict }),
      ] as const,
  ),
  ...[told, depends].map(
    (each, at) =>
      [
        ["a sensitivity analysis", "one that a verdict depends on"][at],
        (strict: boolean) => junit(sensitivityReporters, each, strict),
        (strict: boolean) => sensitivityExitCode(each, { strict }),
      ] as const,
  ),
  ["a canary", (strict) => junit(canaryReporters, sized, strict), () => canaryExitCode(sized)],
  [
    "nights",
    (strict) => junit(historyReporters, histories, strict),
    (strict) => historyExitCode(histories, { strict }),
  ],
];

/** Every document here, by what it is of. */
const documents: readonly (readonly [of: string, document: string])[] = [
  ["a prediction", junit(reporters, night)],
  ["one run without objectives", junit(reporters, oneRun())],
  ["what is undecided", junit(reporters, open, true)],
  ["a verification", junit(verificationReporters, verified)],
  ["a drill", junit(drillReporters, { ...drill, aborted: "by the user" })],
  ["hostile texts", junit(reporters, { ...night, scenario: hostile, variant: hostile, about: hostile })],
  [
    "hostile objectives",
    junit(reporters, { ...night, objectives: [objective(hostile, "missed", { detail: hostile })] }),
  ],
  ["a sweep of a hostile scenario", junit(sweepReporters, { ...swept, scenario: hostile })],
  ...concluded.map(([of, print]) => [of, print(true)] as const),
];

test("an objective that is missed is a failure with its number, its interval and how far beyond the limit it is", () => {
  const document = junit(reporters, { ...night, objectives: [objective("orchestrator p99 <= 2.5s", "missed")] });
  expect(document).toContain(
    '<testcase name="orchestrator p99 &lt;= 2.5s" classname="fleetcast.offpeak-70spot.orchestrator" time="0">\n' +
      '<failure type="missed" message="missed: p99 2.41 s (2.39–2.43 s)">p99 of arrived 2.60 s\n',
  );
  expect(document).toMatch(
    /<testsuite name="offpeak-70spot.orchestrator" .* tests="1" failures="1" errors="0" skipped="0"/,
  );
  expect(document).toMatch(/<testsuite name="offpeak-70spot" .* tests="1" failures="0" errors="0" skipped="0"/);
});

test.each([true, false])("what is undecided fails exactly where the exit code does: strict %s", (strict) => {
  expect(junit(reporters, open, strict).includes("<failure")).toBe(exitCode(open, { strict }) === 3);
  expect(junit(reporters, open, strict).includes("<skipped")).toBe(!strict);
});

test("an alert that is raised, and what was not evaluated, fail nothing", () => {
  const objectives = [
    objective("orchestrator p99 <= 2.5s", "missed", { severity: "alert" }),
    objective("p99 error <= 20 %", "not evaluated", { value: null, margin: null }),
  ];
  const document = junit(reporters, { ...night, objectives }, true);
  expect(document).not.toContain("<failure");
  expect(document).toContain('type="alert" message="alert, missed: ');
});

test("a comparison fails by its gates and by its last configuration alone", () => {
  const document = junit(comparisonReporters, comparison);
  expect(document.match(/<failure[^>]*>/g)).toEqual([
    '<failure type="tripped" message="tripped: $300.00 before, $330.00 now, +$30.00 ± 5.00"/>',
  ]);
  expect(document).toContain('<skipped type="undecided" message="undecided: 190 ms"/>');
  expect(document).toContain('name="web p99 &lt;= 3s" classname="fleetcast.shop.web" time="0"/>');
});

test.each(concluded)("%s fails exactly where its exit code does", (_, print, code) => {
  for (const strict of [false, true]) expect(/<(failure|error) /.test(print(strict))).toBe(code(strict) === 3);
});

test("a combination of a sweep that misses a target is skipped, with what it shows and its cost", () => {
  const document = junit(sweepReporters, swept);
  expect(document).toMatch(
    /<testcase name="services.web.desired=1" .*>\n<skipped type="missed" message="web p99 &lt;= 1s missed: [\d.]+ % ± [\d.]+ of arrived missed it, 1 % allowed; costs \$[\d.]+ ± [\d.]+"/,
  );
  expect(document).toContain('<testcase name="services.web.desired=2" classname="fleetcast.shop" time="0"/>');
});

test("a step of a canary that is too short says with what probability it finds the rise, and what it needs", () => {
  const short = sized.rollouts[0].steps.filter(({ verdict }) => verdict === "too short");
  const told = junit(canaryReporters, sized).match(/<failure [^>]*>/g) ?? [];
  expect([short.length, told.length]).toEqual([1, 1]);
  expect(told[0]).toMatch(/type="too short" message="too short: finds it with [\d.]+ %.*, asked 80 %; /);
});

test("a number that drifts at the last night says from what to what", () => {
  const document = junit(historyReporters, histories, true);
  expect(document.match(/<failure [^>]*>/g)).toEqual([
    expect.stringMatching(/type="drift" message="since 2026-03-31 up from 105 ms.* to 16\d ms/),
  ]);
  expect(document).toContain('name="predicted cost a month does not drift" classname="fleetcast.shop" time="0"/>');
});

test("a load that was not the one asked for, and a run that was ended early, are errors", () => {
  const [first, ...rest] = verified.audit.checks;
  const audit = { valid: false, checks: [{ ...first, passed: false }, ...rest] };
  const document = junit(verificationReporters, { ...verified, audit, aborted: "by the user" });
  expect(document.match(/<error[^>]*>/g)).toEqual([
    '<error type="aborted" message="by the user"/>',
    '<error type="invalid measurement" message="0.43, asked p &gt;= 0.001">',
  ]);
  expect(junit(drillReporters, { ...drill, aborted: "by the user" })).toContain('<error type="aborted"');
});

test("counts are those of the cases, and the same result is written to the same bytes", () => {
  for (const [, document] of documents)
    for (const suite of document.split("<testsuite ").slice(1)) {
      const count = (name: string) => Number(new RegExp(`${name}="(\\d+)"`).exec(suite)![1]);
      expect(count("tests")).toBe(suite.split("<testcase ").length - 1);
      expect(count("failures")).toBe(suite.split("<failure ").length - 1);
      expect(count("skipped")).toBe(suite.split("<skipped ").length - 1);
      expect(count("errors")).toBe(suite.split("<error ").length - 1);
    }
  expect(junit(reporters, structuredClone(night))).toBe(junit(reporters, night));
});

describe.skipIf(noParsers !== null)(
  `libxml2 and the schema of Jenkins' xUnit plugin${noParsers ? `: ${noParsers}` : ""}`,
  () => {
    const schema = fileURLToPath(new URL("junit-10.xsd", import.meta.url));
    const script = `
import json, sys
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[1]))
document = etree.fromstring(sys.stdin.buffer.read())
schema.assertValid(document)
print(json.dumps([case.get("name") for case in document.iter("testcase")]))`;

    test.each(documents)("take %s", (_, document) => {
      expect(parsed<readonly string[]>(script, document, schema)).toHaveLength(document.split("<testcase ").length - 1);
    });

    test("refuse what is no report", () => {
      expect(() => parsed(script, "<testsuites><testcase/></testsuites>", schema)).toThrow(/testcase/);
    });
  },
);
