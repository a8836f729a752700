import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { callsOf, filesOf, missingLine, misunderstood, pages } from "./page.js";

const root = new URL("../../", import.meta.url);

test.each(pages)("%s shows files as they are, and commands that are understood", async (page) => {
  for (const { path, text } of filesOf(page)) {
    if (path.includes("/")) expect(readFileSync(new URL(path, root), "utf8")).toBe(text);
  }
  for (const words of callsOf(page)) expect([words, await misunderstood(words)]).toEqual([words, []]);
});

test.each([
  { shown: ["a", "b"], printed: ["a", "b"], missing: null },
  { shown: ["a", "…", "d"], printed: ["a", "b", "c", "d"], missing: null },
  { shown: ["…", "c"], printed: ["a", "b", "c"], missing: null },
  { shown: ["a", "…"], printed: ["a", "b", "c"], missing: null },
  { shown: ["a", "b"], printed: ["a", "b", "c"], missing: "c" },
  { shown: ["a", "c"], printed: ["a", "b"], missing: "c" },
  { shown: ["…", "b 2", "…"], printed: ["a", "b 1", "c"], missing: "b 2" },
])("$shown against $printed lacks $missing", ({ shown, printed, missing }) => {
  expect(missingLine(shown, printed)).toBe(missing);
});
