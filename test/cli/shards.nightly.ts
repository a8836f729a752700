import { expect, test } from "vitest";
import { missingMoto } from "../support/moto.js";
import { type ArrayJob, expectMergedAsWhole, inOnePiece, startBucket } from "./array-jobs.js";
import { smallScenario } from "./sweeps.js";

test("500 configurations as eight children of an array job, results in a bucket: the bytes of the sweep in one piece", async ({
  skip,
}) => {
  skip(missingMoto !== null, missingMoto!);
  const job: ArrayJob = { combinations: 500, shards: 8, cwd: smallScenario() };
  const { place, parts } = await startBucket();
  await expectMergedAsWhole(job, place, inOnePiece(job));
  expect(await parts()).toEqual(Array.from({ length: 8 }, (_, at) => `${at + 1}-of-8`));
});
