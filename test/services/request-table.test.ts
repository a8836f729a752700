import { expect, test } from "vitest";
import { Flag, Place, RequestTable, Row } from "../../sim/services/request-table.js";

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
  table.words[row * Row.WORDS + Row.FLAGS] = Flag.DEAD;
  table.words[row * Row.WORDS + Row.STEP] = 3;
  table.words[row * Row.WORDS + Row.TASK] = 12;
  table.words[row * Row.WORDS + Row.BEGAN_AFTER] = 7;
  table.free(row);
  const again = table.allocate() * Row.WORDS;
  expect([Row.FLAGS, Row.STEP, Row.TASK, Row.BEGAN_AFTER].map((word) => table.words[again + word])).toEqual([
    Flag.OPEN,
    0,
    Place.NOWHERE,
    0,
  ]);
});

test("what rows hold survives growth, and only rows in use are visited", () => {
  const table = new RequestTable();
  const all = Array.from({ length: 3_000 }, () => table.allocate());
  for (const row of all) table.instants[row * (Row.WORDS / 2)] = row * 1e9;
  for (const row of all) if (row % 3 === 0) table.free(row);
  const kept = all.filter((row) => row % 3 !== 0);
  expect(rows(table)).toEqual(kept);
  expect(table.length).toBe(kept.length);
  expect(kept.map((row) => table.arrivalOf(row))).toEqual(kept.map((row) => row * 1e9));
});
