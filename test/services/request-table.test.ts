import { expect, test } from "vitest";
import { Place, Row, WorkTable } from "../../sim/work/row.js";

const rows = (table: WorkTable) => {
  const all: number[] = [];
  table.forEach((row) => {
    all.push(row);
  });
  return all;
};

test("rows are reused", () => {
  const table = new WorkTable();
  for (let count = 0; count < 5_000; count++) {
    const row = table.allocate();
    expect(row).toBe(0);
    table.free(row);
  }
});

test("what rows hold survives growth, and only rows in use are visited", () => {
  const table = new WorkTable();
  const all = Array.from({ length: 3_000 }, () => table.allocate());
  for (const row of all) table.words[row + Row.TASK] = Place.NOWHERE;
  for (const row of all) table.instants[row >> 1] = row * 1e9;
  for (const row of all) if (row % 3 === 0) table.free(row);
  const kept = all.filter((row) => row % 3 !== 0);
  expect(rows(table)).toEqual(kept);
  expect(table.length).toBe(kept.length);
  expect(kept.map((row) => table.arrivalOf(row))).toEqual(kept.map((row) => row * 1e9));
});
