import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where a Chromium is, or undefined: tests of pages then skip by name. */
export const chromiumPath: string | undefined = process.env.CHROMIUM ?? places.find((path) => existsSync(path));

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: ["--no-sandbox"] });
}

/** A page with all that it complained of: errors, messages of its console, and calls to any network. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly scheme: "light" | "dark";
}

const inPage = readFileSync(join(import.meta.dirname, "in-page.js"), "utf8");

/** Opens the text of a page from a file, in a window so wide. */
export async function watch(browser: Browser, file: string, { width, scheme }: View): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  await page.addInitScript(inPage);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  return { page, complaints };
}

/** What a page answers to a question of `in-page.js`. */
export function ask<T>(page: Page, question: string): Promise<T> {
  return page.evaluate(`asked.${question}`);
}

/** Shows a page in a window that has room for all of it: charts are drawn when they come into view. */
export async function show(page: Page, { width, scheme }: View): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  if (page.viewportSize()!.width !== width) await page.setViewportSize({ width, height: 900 });
  const height = Number(await page.evaluate("document.documentElement.scrollHeight"));
  await page.setViewportSize({ width, height });
  await expect.poll(() => ask(page, "isDrawn()"), { interval: 20, timeout: 10_000 }).toBe(true);
}

/** What a page has against the rules of accessibility that a program can check (WCAG 2, A and AA). */
export async function barriers(page: Page, scheme: View["scheme"]): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate(axe.source);
  const run = "axe.run({ runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations'], preload: false })";
  const { violations } = await page.evaluate<axe.AxeResults>(run);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html.slice(0, 200)}`);
}

/** Labels of charts that lie over each other, and cannot be read: of each pair both texts. */
export async function overlappingLabels(page: Page): Promise<readonly string[]> {
  const charts = (await page.evaluate(`[...document.querySelectorAll("svg")].map((svg) =>
    [...svg.querySelectorAll("text")].map((label) => {
      const { left, right, top, bottom } = label.getBoundingClientRect();
      return { text: label.textContent, left, right, top, bottom };
    }))`)) as readonly (readonly Label[])[];
  return charts.flatMap((all) => {
    const labels = all.filter(({ text }) => !/^\d+\/\d+$/.test(text)); // the pager of a legend, which cuts off what is below it
    return labels.flatMap((label, index) =>
      labels.slice(index + 1).flatMap((other) => (isOver(label, other) ? [`${label.text} over ${other.text}`] : [])),
    );
  });
}

interface Label extends Readonly<Record<"left" | "right" | "top" | "bottom", number>> {
  readonly text: string;
}

/** The boxes of two labels may touch. */
function isOver(a: Label, b: Label): boolean {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 2 && height > 3;
}
