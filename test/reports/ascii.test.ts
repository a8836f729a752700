import { expect, test } from "vitest";
import { ascii, isAscii } from "../../reports/ascii.js";
import { text } from "../../reports/text.js";
import { night } from "./fixture.js";

test("a page has only ASCII where a terminal has, apart from what a scenario says, and its charts are still told apart", () => {
  const page = ascii(text.print(night, { color: false }));
  const own = night.claims.flatMap(({ document }) => document.match(/[^\n -~]/g) ?? []);
  expect([...new Set(page.match(/[^\n -~]/g))].filter((character) => !own.includes(character))).toEqual([]);
  expect(page).toContain("p99   2.41 s (2.39-2.43 s) - one run 2.33-2.50 s");
  expect(page).toMatch(/traffic {4}#+[*+=:._-]+#+ 0/);
});

test("a terminal has no Unicode where its locale says so, in the order in which locales are looked up", () => {
  expect(isAscii({})).toBe(false);
  expect(isAscii({ LANG: "C" })).toBe(true);
  expect(isAscii({ LANG: "C", LC_CTYPE: "C.UTF-8" })).toBe(false);
  expect(isAscii({ LANG: "de_DE.utf8", LC_ALL: "" })).toBe(false);
  expect(isAscii({ LANG: "en_US.UTF-8", LC_ALL: "POSIX" })).toBe(true);
});
