import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { shardOf } from "../../sim/cli/experiments/shard.js";
import { endOf, sim, startSim } from "./sim.js";
import { contents, killedAt, resumedAfterKills, smallScenario, sweepCall } from "./sweeps.js";

test("a sweep that was killed twice and resumed leaves the bytes of one that nobody disturbed", async () => {
  await resumedAfterKills(12, [3, 12]);
}, 180_000);

test("a directory keeps what is whole: half a line and a damaged one are computed again, foreign and other experiments are refused", async () => {
  const cwd = smallScenario();
  const out = join(cwd, "out");
  const call = [...sweepCall(4), "--out", "out"];
  expect(sim(call, cwd).code).toBe(0);
  const whole = contents(out);
  const path = join(out, "samples.ndjson");
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, [lines[1], lines[0].slice(0, 200), lines[2], lines[3].slice(0, 500)].join("\n"));
  expect(sim(call, cwd).code).toBe(0);
  expect(contents(out)).toEqual(whole);

  const other = [...sweepCall(8), "--out", "out"];
  expect(sim(other, cwd)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("another experiment") });
  expect(contents(out)).toEqual(whole);
  expect(sim([...other, "--force"], cwd).code).toBe(0);
  expect(contents(out)["samples.ndjson"]).toContain(lines[3]);

  appendFileSync(join(cwd, "note.txt"), "mine");
  expect(sim([...sweepCall(4), "--out", "."], cwd)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("holds something other than an experiment of fleetcast"),
  });
}, 180_000);

test("a second process on the same directory is refused; SIGINT says how to go on; the lock of one that was killed is taken over", async () => {
  const cwd = smallScenario();
  const long = [...sweepCall(4), "--set", "clock.duration=60h", "--out", "out"];
  const first = startSim(long, { cwd });
  const end = endOf(first);
  while (!existsSync(join(cwd, "out", "samples.ndjson.lock"))) await sleep(5);
  expect(sim(long, cwd)).toMatchObject({ code: 2, stderr: expect.stringContaining(`process ${first.pid} on `) });
  first.kill("SIGINT");
  const { code, stderr } = await end;
  const told = /stopped: \d of 8 replications are missing; out keeps what is done: the same call goes on from there\n$/;
  expect([code, stderr]).toEqual([5, expect.stringMatching(told)]);

  await killedAt(1, sweepCall(4), cwd, "killed");
  expect(existsSync(join(cwd, "killed", "samples.ndjson.lock"))).toBe(true);
  expect(sim([...sweepCall(4), "--out", "killed"], cwd).code).toBe(0);
}, 180_000);

test.each([
  ["3/8", {}, { number: 2, of: 8 }],
  [undefined, {}, null],
  [undefined, { AWS_BATCH_JOB_ARRAY_INDEX: "0", AWS_BATCH_JOB_ARRAY_SIZE: "8" }, { number: 0, of: 8 }],
  ["/8", { JOB_COMPLETION_INDEX: "7" }, { number: 7, of: 8 }],
  ["1/1", { JOB_COMPLETION_INDEX: "7" }, { number: 0, of: 1 }],
  ["2/8", { AWS_BATCH_JOB_ARRAY_INDEX: "0", AWS_BATCH_JOB_ARRAY_SIZE: "3" }, { number: 1, of: 8 }],
])("--shard %s in %o is part %o", (written, environment, shard) => {
  expect(shardOf(written, environment)).toEqual(shard);
});

test.each([
  ["9/8", {}, "there is no part 9 of 8"],
  ["0/8", {}, "there is no part 0 of 8"],
  ["3", {}, "expected a part of a number of parts"],
  ["/8", {}, "neither AWS_BATCH_JOB_ARRAY_INDEX nor JOB_COMPLETION_INDEX is set"],
  [undefined, { JOB_COMPLETION_INDEX: "3" }, "does not say how many children there are: add --shard /N"],
  ["/3", { JOB_COMPLETION_INDEX: "3" }, "there is no part 4 of 3"],
])("--shard %s in %o is refused: %s", (written, environment, why) => {
  expect(() => shardOf(written, environment)).toThrow(why);
});
