import { join } from "node:path";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect, onTestFinished } from "vitest";
import { startMoto } from "../support/moto.js";
import { type Exit, endOf, type Running, sim, startSim } from "./sim.js";
import { contents, sweepCall } from "./sweeps.js";

/** A sweep that the children of an array job compute together. */
export interface ArrayJob {
  readonly combinations: number;
  readonly shards: number;
  readonly cwd: string;
}

/** The call of each child, with the place of the parts. */
export function childCall({ combinations }: ArrayJob, place: readonly string[]): readonly string[] {
  return [...sweepCall(combinations), "--out", ...place];
}

/** A child of an AWS Batch array job: nothing else says which part it is. */
function child(index: number, { shards, cwd }: ArrayJob, call: readonly string[]): Running {
  const env = { ...process.env, AWS_BATCH_JOB_ARRAY_INDEX: `${index}`, AWS_BATCH_JOB_ARRAY_SIZE: `${shards}` };
  return startSim(call, { cwd, env });
}

/** The sweep in one piece, in the folder `whole`. */
export function inOnePiece({ combinations, cwd }: ArrayJob): Exit {
  return sim([...sweepCall(combinations), "--out", "whole"], cwd);
}

/**
 * Runs all children, of which the last but one is killed, and one of them twice; `sim merge` names what is missing as long as it
 * is, a part that is there is not computed again, and the bytes are those of the sweep in one piece.
 */
export async function expectMergedAsWhole(job: ArrayJob, place: readonly string[], whole: Exit): Promise<void> {
  const { combinations, shards, cwd } = job;
  const call = childCall(job, place);
  const killed = shards - 2;
  for (let index = 0; index < shards; index += 2) await Promise.all([run(index), run(index + 1)]);
  const merge = ["merge", ...place, "--out", "merged"];
  const early = sim(merge, cwd);
  const missing = partSize(job, killed);
  expect(early).toMatchObject({ code: 4, stdout: "" });
  expect(early.stderr).toContain(
    `${missing} of ${(2 * combinations).toLocaleString("en-US")} replications are missing, of the parts ${killed + 1}-of-${shards}\n`,
  );
  expect(early.stderr).toMatch(/\n {2}\d · \d+: replications? [01](, 1)?\n/);
  const told = call.filter((word) => word !== "--quiet");
  const size = partSize(job, 0);
  expect(await endOf(child(0, job, told))).toEqual({
    ...{ code: 0, stdout: "" },
    stderr: `part 1-of-${shards}: ${size} of ${size} replications are done, ${size} of them before this call\n`,
  });
  expect((await endOf(child(killed, job, call))).code).toBe(0);
  expect(sim(merge, cwd)).toEqual(whole);
  expect(contents(join(cwd, "merged"))).toEqual(contents(join(cwd, "whole")));

  async function run(index: number): Promise<void> {
    if (index >= shards) return;
    const running = child(index, job, call);
    const end = endOf(running);
    if (index === killed) running.kill("SIGKILL");
    expect((await end).code).toBe(index === killed ? null : 0);
  }
}

/** How many of the replications are those of a child. */
function partSize({ combinations, shards }: ArrayJob, index: number): number {
  return Math.ceil((2 * combinations - index) / shards);
}

/** A bucket at moto's server, as the place of a sweep: what it holds is named by part and digest. */
export async function startBucket(): Promise<{
  readonly place: readonly string[];
  parts(): Promise<readonly string[]>;
}> {
  const endpoint = await startMoto();
  const s3 = new S3Client({
    ...{ endpoint, region: "us-east-1", forcePathStyle: true },
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  onTestFinished(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: "experiments" }));
  return {
    place: ["s3://experiments/sweep", "--endpoint-url", endpoint],
    async parts() {
      const request = { Bucket: "experiments", Prefix: "sweep/parts/" };
      const { Contents = [] } = await s3.send(new ListObjectsV2Command(request));
      const names = Contents.map(({ Key }) => /^sweep\/parts\/(\d-of-\d)\/[0-9a-f]{32}\.ndjson$/.exec(Key ?? "")?.[1]);
      return [...new Set(names.map(String))];
    },
  };
}
