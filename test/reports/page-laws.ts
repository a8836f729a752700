import { describe, expect, test } from "vitest";
import { type Page, pageFormats } from "./results.js";
import { planned, unsureNumbers } from "./unsure-numbers.js";

/** What holds of every page: its numbers say how sure they are, and it is as wide as the terminal. The same pages from two seeds. */
export function holdPages(own: ReadonlyMap<string, Page>, other: ReadonlyMap<string, Page>): void {
  describe.each([...own.keys()])("the page of %s", (name) => {
    test.each(pageFormats)("in %s has no number of its replications without an interval", (format) => {
      const [page, ofOther] = [own, other].map((pages) => pages.get(name)!(format, 140));
      expect(unsureNumbers(page, ofOther, name === "canary" ? planned : [])).toEqual([]);
      expect(page === ofOther).toBe(page === "");
    });

    test.each([80, 100, 140])("fits %d columns", (width) => {
      const lines = own.get(name)!("text", width).split("\n");
      expect(lines.filter(({ length }) => length > width)).toEqual([]);
    });

    test("uses the columns that there are", () => {
      const lines = own.get(name)!("text", 140).split("\n");
      expect(Math.max(...lines.map(({ length }) => length))).toBeGreaterThan(120);
    });
  });
}
