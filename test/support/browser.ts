import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where a Chromium is, or undefined: tests of pages then skip by name. */
export const chromiumPath: string | undefined = process.env.CHROMIUM ?? places.find((path) => existsSync(path));

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: ["--no-sandbox"] });
}

/** A page with all that it complained of: errors, messages of its console that are no plain logs, and calls to any network. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens the text of a page from a file, in a window so wide. */
export async function watch(
  browser: Browser,
  file: string,
  { width, scheme }: { readonly width: number; readonly scheme: "light" | "dark" },
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  return { page, complaints };
}

/** Comes past everything once, since charts are drawn when they come into view. */
export async function lookThrough(page: Page): Promise<void> {
  const height = await page.evaluate("document.documentElement.scrollHeight");
  for (let y = 0; y < Number(height); y += 600) {
    await page.evaluate(`scrollTo(0, ${y})`);
    await page.waitForTimeout(40);
  }
  await page.evaluate("scrollTo(0, 0)");
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
