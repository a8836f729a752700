import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { palettes } from "../../../reports/charts/look.js";
import { chartsOf, pageOf, pageOfAll, type Result } from "../../../reports/html/index.js";
import { answerWords } from "../../../reports/optimization/words.js";
import { pageScript } from "../../../sim/experiments/package-assets.js";
import type { OptimizationOutcome } from "../../../sim/outcome/optimized.js";
import {
  ask,
  barriers,
  chromiumPath,
  openBrowser,
  overlappingLabels,
  show,
  type View,
  watch,
} from "../../support/browser.js";
import { holdLivePage } from "./live-page.js";
import { type DrawnPage, makers } from "./pages.js";

const names = Object.keys(makers) as Result["kind"][];
const pages = new Map<string, DrawnPage>();
const folder = mkdtempSync(join(tmpdir(), "fleetcast-pages-"));
const fileOf = (name: string) => join(folder, `${name}.html`);

beforeAll(async () => {
  for (const name of names) {
    const page = await makers[name]();
    pages.set(name, page);
    writeFileSync(fileOf(name), pageOf(page.result, page.events, pageScript()));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(names)("the page of %s", (name) => {
  test("is one small file without a word of markup or of a terminal from a scenario", () => {
    const { result, events } = pages.get(name)!;
    const text = pageOf(result, events, "");
    for (const refused of ["<img", "\u001b", "\u202e"]) expect(text).not.toContain(refused);
    expect(text.match(/<\/script>/g)).toHaveLength(2);
    expect(statSync(fileOf(name)).size).toBeLessThan(1_500_000);
  });

  test("has its charts, each with words of what it shows", () => {
    const { result, events, charts } = pages.get(name)!;
    const drawn = chartsOf(result, events);
    for (const [kind, least] of Object.entries(charts)) {
      const own = drawn.filter((chart) => chart.kind === kind);
      expect(own.length, kind).toBeGreaterThanOrEqual(least);
    }
    expect(drawn.filter(({ about }) => about.length < 20)).toEqual([]);
  });
});

test("a search without a target says so, where it would else claim that targets hold", () => {
  const found = pages.get("optimization")!.result as OptimizationOutcome;
  const best = found.candidates[0];
  const alerts = found.objectives.map((objective) => ({ ...objective, severity: "alert" as const }));
  expect(answerWords({ ...found, best })).toMatch(/it holds every target, and none that does costs 1 % less\./);
  expect(answerWords({ ...found, best, objectives: alerts })).toMatch(/none costs 1 % less\. .*No target is stated/);
});

/** The picture of a page, kept where CI keeps what people look at. */
async function picture(page: Page, name: string, { width, scheme }: View): Promise<string> {
  const shot = await page.screenshot({ fullPage: true });
  const shots = process.env.SCREENSHOTS;
  if (shots !== undefined) {
    mkdirSync(shots, { recursive: true });
    writeFileSync(join(shots, `${name}-${width}-${scheme}.png`), shot);
  }
  return shot.toString("base64");
}

function rgb(color: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

/** Whether a page overflows does not depend on its colors, and contrast not on its width. */
const views: readonly View[] = [
  { width: 1280, scheme: "light" },
  { width: 390, scheme: "dark" },
];

describe.skipIf(chromiumPath === undefined)("in Chromium (skipped where there is none)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  describe.each(names)("the page of %s", (name) => {
    let page: Page;
    let complaints: readonly string[];
    beforeAll(async () => {
      ({ page, complaints } = await watch(browser, fileOf(name), views[0]));
    });
    afterAll(async () => {
      expect(complaints).toEqual([]);
      expect(await page.title()).not.toBe("taken");
      await page.close();
    });

    test.each(views)(
      "$width pixels wide and $scheme: nothing overflows, all can be read, no chart is blank",
      async (view) => {
        await show(page, view);
        await expect.poll(() => ask(page, "overflow()"), { interval: 10 }).toBeLessThanOrEqual(0);
        await expect.poll(() => ask(page, "faint()"), { interval: 10 }).toEqual([]); // the page draws anew when the scheme changes
        expect(await overlappingLabels(page)).toEqual([]);
        const colors = palettes[view.scheme].lines.map(rgb);
        const shot = await picture(page, name, view);
        expect(await ask(page, `blank(${JSON.stringify(shot)}, ${JSON.stringify(colors)})`)).toEqual([]);
      },
    );

    test("says what it must", async () => {
      const text = await page.locator("main").innerText();
      for (const words of pages.get(name)!.words) expect(text.toLowerCase()).toContain(words.toLowerCase());
    });

    test("shows a part of the time in every chart over the clock, and all of it again", async () => {
      const whole = await ask<Record<string, string>>(page, "clocks()");
      if (Object.keys(whole).length === 0) return;
      for (let times = 0; times < 3; times++) await page.getByRole("button", { name: "zoom in" }).click();
      const same = async () => {
        const part = await ask<Record<string, string>>(page, "clocks()");
        return Object.entries(whole).filter(([chart, words]) => part[chart] === words);
      };
      await expect.poll(same, { interval: 10 }).toEqual([]); // drawn in the next frame
      await page.getByRole("button", { name: "whole run" }).click();
      await expect.poll(() => ask(page, "clocks()"), { interval: 10 }).toEqual(whole);
    });

    test("is sorted by each column of each table, up and down", async () => {
      expect(await ask(page, "unsorted()")).toEqual([]);
    });

    test("on paper is light, as wide as the paper, with all that is folded open and every chart drawn", async () => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      await page.setViewportSize({ width: 700, height: 990 });
      await expect.poll(() => ask(page, "print()"), { interval: 10 }).toEqual([]);
      await expect.poll(() => ask(page, "faint()"), { interval: 10 }).toEqual([]);
      await page.emulateMedia({ media: "screen" });
    });

    test("is at hand for the keyboard: charts, titles of columns, what is folded", async () => {
      const stops = await ask<number>(page, "stops()");
      for (let stop = 0; stop < stops; stop++) await page.keyboard.press("Tab");
      expect(await ask(page, "missed()")).toEqual([]);
    });
  });

  test.each(["light", "dark"] as const)(
    "a page of all results puts no barrier before anybody who sees it %s",
    async (scheme) => {
      const page = await browser.newPage();
      await page.setContent(pageOfAll([...pages.values()], "")); // charts are pictures with words, before they are drawn too
      expect(await barriers(page, scheme)).toEqual([]);
      await page.close();
    },
  );

  holdLivePage(() => browser);
});
