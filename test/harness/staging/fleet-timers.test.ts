import { expect, test } from "vitest";
import { Timers } from "../../../harness/staging/timers.js";

const ms = 1_000;

test("what is due later happens in order and never early", async () => {
  const timers = new Timers();
  const from = performance.now();
  const seen: string[] = [];
  await new Promise<void>((resolve) => {
    timers.after(30 * ms, () => {
      seen.push("second");
      resolve();
    });
    timers.after(10 * ms, () => seen.push("first"));
  });
  expect(seen).toEqual(["first", "second"]);
  expect(performance.now() - from).toBeGreaterThanOrEqual(30);
});

test("what is cancelled, infinitely far away or due after the end does not happen", async () => {
  const timers = new Timers();
  const seen: string[] = [];
  timers.after(Infinity, () => seen.push("infinitely far"));
  timers.after(5 * ms, () => seen.push("cancelled"))();
  timers.after(5 * ms, () => seen.push("due"));
  await new Promise<void>((resolve) => timers.after(20 * ms, resolve));
  timers.after(5 * ms, () => seen.push("due after the end"));
  timers.close();
  timers.after(5 * ms, () => seen.push("asked for after the end"));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(seen).toEqual(["due"]);
});

test("an instant counts from the agreed time zero; a past one happens now", async () => {
  const timers = new Timers();
  timers.agree(process.hrtime.bigint() + 20_000_000n);
  expect(timers.now()).toBeLessThan(0);
  await new Promise<void>((resolve) => timers.at(0, resolve));
  expect(timers.now()).toBeGreaterThanOrEqual(0);
  await new Promise<void>((resolve) => timers.at(-1_000_000, resolve));
});
