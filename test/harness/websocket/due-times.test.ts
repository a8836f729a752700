import { describe, expect, test } from "vitest";
import { DueTimes } from "../../../harness/websocket/due-times.js";

const now = () => Math.floor(performance.now() * 1_000);

/** Sets each thing with its delay (microseconds), and resolves with what became due when "end" does. */
function fallen(things: readonly (readonly [name: string, delay: number])[], cleared: readonly string[] = []) {
  const from = now();
  return new Promise<readonly { readonly name: string; readonly after: number }[]>((resolve) => {
    const seen: { readonly name: string; readonly after: number }[] = [];
    const due = new DueTimes<string>(now, (name) => {
      seen.push({ name, after: now() - from });
      if (name === "end") resolve(seen);
    });
    for (const [name, delay] of things) due.set(name, from, delay);
    for (const [name, delay] of things) if (cleared.includes(name)) due.clear(name, delay);
  });
}

describe("DueTimes", () => {
  test("things become due by their time and not by when they were set, and never early", async () => {
    const things = [
      ["b", 30_000],
      ["d", 60_000],
      ["a", 10_000],
      ["c", 30_000],
      ["end", 90_000],
    ] as const;
    const seen = await fallen(things);
    expect(seen.map(({ name }) => name).sort()).toEqual(["a", "b", "c", "d", "end"]);
    for (const { name, after } of seen)
      expect(after).toBeGreaterThanOrEqual(things.find(([each]) => each === name)![1]);
    expect(seen.map(({ name }) => name).filter((name) => name === "b" || name === "c")).toEqual(["b", "c"]);
  });

  test("what was cleared does not become due, and does not delay what comes after it", async () => {
    const seen = await fallen(
      [
        ["a", 10_000],
        ["b", 10_000],
        ["end", 40_000],
      ],
      ["a"],
    );
    expect(seen.map(({ name }) => name)).toEqual(["b", "end"]);
  });

  test("a thing may be set again when it becomes due, as a heartbeat is", async () => {
    const beats = await new Promise<number>((resolve) => {
      let count = 0;
      const due = new DueTimes<string>(now, (thing) => {
        if (++count === 3) return resolve(count);
        due.set(thing, now(), 5_000);
      });
      due.set("beat", now(), 5_000);
    });
    expect(beats).toBe(3);
  });
});
