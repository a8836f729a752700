import { expect, test } from "vitest";
import { roomProblem } from "../../../harness/machine-limits.js";

const gib = 2 ** 30;

test("a fleet that does not fit into this machine's memory is refused, with advice on what to do", () => {
  expect(roomProblem(5_000, 22 * gib)).toBe(
    "a local fleet runs one process per task: 5000 of them need 196 GB of memory and 22 GB are free; ask for fewer in staging.fleet",
  );
  expect(roomProblem(100, 22 * gib)).toBeNull();
});
