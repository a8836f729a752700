import type { Browser } from "playwright-core";
import { expect, test } from "vitest";
import { PageServer } from "../../../harness/live/page-server.js";
import { type LiveRun, livePage, liveState } from "../../../reports/html/live.js";
import { pageScript } from "../../../sim/experiments/package-assets.js";

const hostile = `<img src=x onerror="document.title='taken'">`;

function state(seconds: number): LiveRun {
  const points = Array.from({ length: seconds }, (_, second) => [second / 60, 60 + (second % 7)] as const);
  return {
    ...{ start: "2026-03-02T12:00:00+00:00", predicted: null, time: `${seconds} s`, rates: "60/s", errors: hostile },
    ...{ running: { web: 4 }, asked: points, sent: points, happened: [`${hostile} at ${seconds}`] },
    services: { web: { p99Ms: points, completed: points, running: points } },
  };
}

/** What the page of a run under way must do. */
export function holdLivePage(browser: () => Browser): void {
  test("the live page draws what it is told, keeps up with it, and becomes the report", async () => {
    const server = await PageServer.open(0, livePage(`shop ${hostile}`, hostile, pageScript()));
    const page = await browser().newPage({ viewport: { width: 390, height: 900 } });
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(server.url);
    expect(await page.locator("#live").textContent()).toContain("waiting for the load to begin");
    server.tell(liveState(state(5)));
    const line = page.locator(".chart.time").first().locator("svg path").last();
    await line.waitFor({ state: "attached" });
    expect(await page.locator(".chart.time").count()).toBe(4);
    const drawn = await page.locator(".chart.time").first().innerHTML();
    server.tell(liveState(state(60)));
    await expect.poll(() => page.locator(".cards").textContent()).toContain("60 s");
    expect(await page.locator(".chart.time").first().innerHTML()).not.toBe(drawn);
    expect(await page.locator("li").first().textContent()).toContain("at 60");
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    await server.end("<!doctype html><link rel=icon href='data:,'><title>the report</title>");
    await expect.poll(() => page.title()).toBe("the report");
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("says so when the run does not answer any more", async () => {
    const server = await PageServer.open(0, livePage("shop", "", pageScript()));
    const page = await browser().newPage();
    await page.goto(server.url);
    await expect.poll(() => server.viewers).toBe(1);
    server.close();
    await page.getByText("The run does not answer: it may be over.").waitFor();
    await page.close();
  });
}
