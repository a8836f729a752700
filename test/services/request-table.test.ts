import { expect, test } from "vitest";
import { DEAD, FLAGS, NOWHERE, RequestTable, ROW, SERIAL, STEP, TASK } from "../../sim/services/request-table.js";

const rows = (table: RequestTable) => {
  const all: number[] = [];
  table.forEach((row) => {
    all.push(row);
  });
  return all;
};

test("rows are reused, serial numbers never", () => {
  const table = new RequestTable();
  const serials = new Set<number>();
  for (let count = 0; count < 5_000; count++) {
    const row = table.allocate();
    expect(row).toBe(0);
    serials.add(table.words[row * ROW + SERIAL]);
    table.free(row);
  }
  expect(serials.size).toBe(5_000);
});

test("a reused row remembers nothing", () => {
  const table = new RequestTable();
  const row = table.allocate();
  table.words[row * ROW + FLAGS] = DEAD;
  table.words[row * ROW + STEP] = 3;
  table.words[row * ROW + TASK] = 12;
  table.free(row);
  const again = table.allocate() * ROW;
  expect([table.words[again + FLAGS], table.words[again + STEP], table.words[again + TASK]]).toEqual([0, 0, NOWHERE]);
});

test("what rows hold survives growth, and only rows in use are visited", () => {
  const table = new RequestTable();
  const all = Array.from({ length: 3_000 }, () => table.allocate());
  for (const row of all) table.instants[row * (ROW / 2)] = row * 1e9;
  for (const row of all) if (row % 3 === 0) table.free(row);
  const kept = all.filter((row) => row % 3 !== 0);
  expect(rows(table)).toEqual(kept);
  expect(table.length).toBe(kept.length);
  expect(kept.map((row) => table.arrivalOf(row))).toEqual(kept.map((row) => row * 1e9));
});
