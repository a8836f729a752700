import { expect, test } from "vitest";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { checkRoom } from "../../../harness/staging/room.js";

const gib = 2 ** 30;

test("a fleet that this machine has no memory for is refused, with what to do instead", () => {
  expect(() => checkRoom(5_000, 22 * gib)).toThrow(EnvironmentProblem);
  expect(() => checkRoom(5_000, 22 * gib)).toThrow("5000 of them need 196 GB of memory and 22 GB are free");
  expect(checkRoom(100, 22 * gib)).toBeUndefined();
});
