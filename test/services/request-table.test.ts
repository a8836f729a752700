import { expect, test } from "vitest";
import {
  BEGAN_AFTER,
  DEAD,
  FLAGS,
  NOWHERE,
  OPEN,
  RequestTable,
  ROW,
  STEP,
  TASK,
} from "../../sim/services/request-table.js";

const rows = (table: RequestTable) => {
  const all: number[] = [];
  table.forEach((row) => {
    all.push(row);
  });
  return all;
};

test("rows are reused", () => {
  const table = new RequestTable();
  for (let count = 0; count < 5_000; count++) {
    const row = table.allocate();
    expect(row).toBe(0);
    table.free(row);
  }
});

test("a reused row remembers nothing", () => {
  const table = new RequestTable();
  const row = table.allocate();
  table.words[row * ROW + FLAGS] = DEAD;
  table.words[row * ROW + STEP] = 3;
  table.words[row * ROW + TASK] = 12;
  table.words[row * ROW + BEGAN_AFTER] = 7;
  table.free(row);
  const again = table.allocate() * ROW;
  expect([FLAGS, STEP, TASK, BEGAN_AFTER].map((word) => table.words[again + word])).toEqual([OPEN, 0, NOWHERE, 0]);
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
