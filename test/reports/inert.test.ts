import { expect, test } from "vitest";
import { z } from "zod";
import { drillReporters } from "../../reports/drill/index.js";
import { reporters } from "../../reports/index.js";
import { verificationReporters } from "../../reports/verification/index.js";
import { decode, formatIssue, readDocument, resolve } from "../../scenarios/language/index.js";
import { night } from "./fixture.js";
import { verified as verification } from "./verification-fixture.js";

const hostile = "a\u001b[31m red\u202e txet\u0007 <img src=x onerror=alert(1)> **b** [l](http://x) `c`\nnext\tline";
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const outcome = {
  ...night,
  about: hostile,
  variant: "=HYPERLINK(1)",
  claims: night.claims.map((claim) => ({ ...claim, document: hostile, why: hostile })),
};

test.each(reporters)("no text of a scenario acts on who reads it as $format", ({ format, print }) => {
  const page = print(outcome, { color: false });
  expect(page).not.toMatch(acting);
  if (format === "text") expect(page.replace(/\s+/g, " ")).toContain("a\\u001b[31m red\\u202e txet\\u0007");
  if (format === "json") expect(JSON.parse(page).about).toBe(hostile);
  if (format === "csv") expect(page).toMatch(/,'=HYPERLINK\(1\),/);
  if (format !== "markdown") return;
  expect(page).not.toMatch(/(?<!\\)<img|(?<!\\)\*\*b|(?<!\\)\[l\]\(|(?<!\\)`c/);
});

test("no text of a scenario acts on who reads a verification or a drill", () => {
  const verified = { ...verification, about: hostile, notes: [hostile], label: hostile };
  const drilled = { aborted: hostile, verification: verified, drills: {} } as unknown as Parameters<
    (typeof drillReporters)[0]["print"]
  >[0];
  const pages = [
    ...verificationReporters.map(({ print }) => print(verified, { color: false })),
    ...drillReporters.map(({ print }) => print(drilled, { color: false })),
  ];
  for (const page of pages) expect(page).not.toMatch(acting);
});

test("a scenario with its defaults shows such characters, and reads back to the same", () => {
  const shape = z.strictObject({ about: z.string() });
  const loaded = (text: string) => readDocument({ path: "a.yaml", text }, { load: () => ({ refused: "" }) });
  const first = loaded(
    `about: "${hostile.replaceAll("\u001b", "\\e").replaceAll("\u0007", "\\a").replace("\n", "\\n").replace("\t", "\\t")}"`,
  );
  const written = resolve(first, shape, { about: hostile });
  expect(written).not.toMatch(acting);
  const again = decode(loaded(written), shape);
  expect(again.ok && again.value.about).toBe(hostile);
});

test("a problem shows what it quotes", () => {
  const place = { file: "a\u202e.yaml", line: 1, column: 1, path: "x", code: "x", severity: "error" } as const;
  expect(formatIssue({ ...place, expected: "a", got: "b\u2028c\u001b" })).toBe(
    "a\\u202e.yaml:1:1  x: expected a, got b\\u2028c\\u001b",
  );
});
