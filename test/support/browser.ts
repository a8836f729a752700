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
