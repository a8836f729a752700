import { expect, test } from "vitest";
import { relocate } from "../../sim/cli/results/run-directory.js";

test("data files move to data/ and keep their names; the scenario follows and keeps its comments", () => {
  const scenario = "demand:\n  - curve: { kind: rates, file: ../shared/rates.csv } # measured\nseed: 1 # default\n";
  expect(relocate(scenario, new Map([["../shared/rates.csv", "rates"]]))).toEqual({
    scenario: "demand:\n  - curve: { kind: rates, file: data/rates.csv } # measured\nseed: 1 # default\n",
    attachments: new Map([["data/rates.csv", "rates"]]),
  });
});

test("two files of one name get names of their own", () => {
  const { scenario, attachments } = relocate(
    "a: { file: one/rates.csv }\nb: { file: two/rates.csv }\n",
    new Map([
      ["one/rates.csv", "first"],
      ["two/rates.csv", "second"],
    ]),
  );
  expect(scenario).toBe("a: { file: data/rates.csv }\nb: { file: data/rates-2.csv }\n");
  expect([...attachments]).toEqual([
    ["data/rates.csv", "first"],
    ["data/rates-2.csv", "second"],
  ]);
});

test("moving what has been moved changes nothing, so that a run of a run directory is the same run", () => {
  const files = new Map([["data/rates.csv", "rates"]]);
  const { scenario } = relocate("file: data/rates.csv\n", files);
  expect(relocate(scenario, files).scenario).toBe(scenario);
});

test("a scenario without data stays as it is, to the byte", () => {
  expect(relocate("a:   1   # spaced\n", new Map()).scenario).toBe("a:   1   # spaced\n");
});
