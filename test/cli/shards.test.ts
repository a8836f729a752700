import { join } from "node:path";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { missingMoto, startMoto } from "../support/moto.js";
import { type Exit, endOf, sim, startSim } from "./sim.js";
import { contents, smallScenario, sweepCall } from "./sweeps.js";

const shards = 8;

/** A child of an AWS Batch array job: nothing else says which part it is. */
function child(index: number, call: readonly string[], cwd: string) {
  const env = { ...process.env, AWS_BATCH_JOB_ARRAY_INDEX: `${index}`, AWS_BATCH_JOB_ARRAY_SIZE: `${shards}` };
  return startSim(call, { cwd, env });
}

/** Runs all children but the last but one, which is killed at once; the sweep in one piece beside them. */
async function computed(call: readonly string[], cwd: string): Promise<{ readonly whole: Exit }> {
  const ends = Array.from({ length: shards }, async (_, index) => {
    const running = child(index, call, cwd);
    const end = endOf(running);
    if (index === shards - 2) running.kill("SIGKILL");
    return (await end).code;
  });
  expect(await Promise.all(ends)).toEqual([0, 0, 0, 0, 0, 0, null, 0]);
  return { whole: sim([...sweepCall(12), "--out", "whole"], cwd) };
}

/** The last steps of both tests: what is missing is named, a part that is there is not computed again, and the bytes are the same. */
async function mergedAsWhole(call: readonly string[], place: readonly string[], cwd: string): Promise<void> {
  const { whole } = await computed(call, cwd);
  const merge = ["merge", ...place, "--out", "merged"];
  const early = sim(merge, cwd);
  expect(early).toMatchObject({ code: 4, stdout: "" });
  expect(early.stderr).toMatch(
    /^3 of 24 replications are missing, of the parts 7-of-8\n( {2}\d · \d: replication [01]\n){3}$/,
  );
  const again = await endOf(
    child(
      2,
      call.filter((word) => word !== "--quiet"),
      cwd,
    ),
  );
  expect(again).toEqual({
    code: 0,
    stdout: "",
    stderr: "part 3-of-8: 3 of 3 replications are done, 3 of them before this call\n",
  });
  expect((await endOf(child(shards - 2, call, cwd))).code).toBe(0);
  expect(sim(merge, cwd)).toEqual(whole);
  expect(contents(join(cwd, "merged"))).toEqual(contents(join(cwd, "whole")));
}

test("eight children of an array job fill one directory, and sim merge gives the bytes of the sweep in one piece", async () => {
  const cwd = smallScenario();
  await mergedAsWhole([...sweepCall(12), "--out", "parts"], ["parts"], cwd);
  expect(sim([...sweepCall(8), "--out", "parts", "--shard", "1/8"], cwd)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("holds another experiment"),
  });
}, 240_000);

test("eight children of an array job fill a bucket of a store that nobody here wrote, and sim merge gives the same bytes", async ({
  skip,
}) => {
  skip(missingMoto !== null, missingMoto!);
  const endpoint = await startMoto();
  const s3 = new S3Client({
    ...{ endpoint, region: "us-east-1", forcePathStyle: true },
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  onTestFinished(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: "experiments" }));
  const cwd = smallScenario();
  const place = ["s3://experiments/sweep", "--endpoint-url", endpoint];
  await mergedAsWhole([...sweepCall(12), "--out", ...place], place, cwd);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "experiments", Prefix: "sweep/parts/" }));
  const parts = Contents.map(({ Key }) => /^sweep\/parts\/(\d-of-8)\/[0-9a-f]{32}\.ndjson$/.exec(Key ?? "")?.[1]);
  expect([...new Set(parts)]).toEqual(Array.from({ length: shards }, (_, at) => `${at + 1}-of-8`));
}, 240_000);
