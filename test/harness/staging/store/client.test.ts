import { afterAll, beforeAll, expect, test } from "vitest";
import { storeTables } from "../../../../harness/staging/local-fleet.js";
import { connectStore, deadLetterIds, writeIds } from "../../../../harness/staging/store/store.js";
import { endAll, startStore } from "../task/processes.js";

let storeUrl: string;

beforeAll(async () => {
  storeUrl = await startStore();
});

afterAll(endAll);

test("ids that were put are found again, however many pages they fill, each in its table", async () => {
  const store = connectStore(storeUrl);
  const padding = "x".repeat(1_900); // a page ends at 1 MB
  const ids = Array.from({ length: 600 }, (_, number) => `${padding}/${number}`);
  for (let at = 0; at < ids.length; at += 25) await store.put(storeTables.writes, ids.slice(at, at + 25));
  await store.put(storeTables.deadLetters, ["dead/0"]);
  expect(await writeIds(storeUrl)).toEqual(new Set(ids));
  expect(await deadLetterIds(storeUrl)).toEqual(new Set(["dead/0"]));
});

test("an id that is put twice is there once", async () => {
  await connectStore(storeUrl).put(storeTables.deadLetters, ["twice/0", "twice/0"]);
  expect((await deadLetterIds(storeUrl)).has("twice/0")).toBe(true);
});

test("putting stops when it is told to", async () => {
  const put = connectStore(storeUrl).put(storeTables.writes, ["late/0"], AbortSignal.abort());
  await expect(put).rejects.toThrow();
});
