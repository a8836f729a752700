import { expect, test } from "vitest";
import { missingMoto } from "../support/moto.js";
import { type ArrayJob, childCall, expectMergedAsWhole, inOnePiece, startBucket } from "./array-jobs.js";
import { sim } from "./sim.js";
import { smallScenario } from "./sweeps.js";

const shards = 3;

test("children of an array job fill one directory, and sim merge gives the bytes of the sweep in one piece", async () => {
  const job: ArrayJob = { combinations: 8, shards, cwd: smallScenario() };
  await expectMergedAsWhole(job, ["parts"], inOnePiece(job));
  const other = childCall({ ...job, combinations: 4 }, ["parts"]);
  expect(sim([...other, "--shard", "1/8"], job.cwd)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("holds another experiment"),
  });
}, 240_000);

test("children of an array job fill a bucket of a store that nobody here wrote, and sim merge gives the same bytes", async ({
  skip,
}) => {
  skip(missingMoto !== null, missingMoto!);
  const job: ArrayJob = { combinations: 8, shards, cwd: smallScenario() };
  const { place, parts } = await startBucket();
  await expectMergedAsWhole(job, place, inOnePiece(job));
  expect(await parts()).toEqual(["1-of-3", "2-of-3", "3-of-3"]);
}, 240_000);
