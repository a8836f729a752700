import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openPoints, spacePlan } from "../../sim/cli/experiments/open-points.js";
import { shardOf } from "../../sim/cli/experiments/shard.js";
import { openDirectory } from "../../sim/cli/results/experiment-directory.js";
import type { ExperimentPlan } from "../../sim/experiments/plan.js";
import type { Sample } from "../../sim/outcome/sample.js";
import { endOf, main, sim, startSim } from "./sim.js";
import { contents, resumedAfterKills, smallScenario, stoppedAt, sweepCall } from "./sweeps.js";

test("a sweep that was killed twice and resumed leaves the bytes of one that nobody disturbed", async () => {
  await resumedAfterKills(12, [3, 12]);
}, 180_000);

/** The plan of a sweep over so many seeds. */
function planOver(seeds: number, cwd: string): ExperimentPlan {
  const vary = [`seed=${Array.from({ length: seeds }, (_, at) => at + 1)}`];
  const options = { vary, set: [], workers: 1, format: "text", quiet: true } as const;
  const { axes, points } = openPoints(join(cwd, "small.yaml"), options);
  return spacePlan("sweep", { axes, points }, {});
}

test("what is the same of every combination is not varied", () => {
  const options = { vary: ["replications=1,2"], set: [], workers: 1, format: "text", quiet: true } as const;
  expect(() => openPoints(join(smallScenario(), "small.yaml"), options)).toThrow("expected another path");
});

test("a directory keeps what is whole: half a line and a damaged one are not there, foreign and other experiments are refused", async () => {
  const cwd = smallScenario();
  const out = join(cwd, "out");
  const plan = planOver(4, cwd);
  const trials = [0, 1, 2, 3].map((at) => `trial-${at}`);
  const opened = (of = plan, force?: true) => openDirectory(out, of, { shard: null, force });
  const filled = async (place = opened()) => {
    for (const [index, trial] of trials.entries())
      if (place.store.find(trial) === undefined) place.store.add(trial, { ...noSample, index });
    await place.conclude(trials, [["sweep.json", "{}\n"]]);
    place.close();
  };
  await filled();
  const whole = contents(out);
  const path = join(out, "samples.ndjson");
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, [lines[1], lines[0].slice(0, 60), lines[2], lines[3].slice(0, 70)].join("\n"));
  const damaged = opened();
  expect(trials.map((trial) => damaged.store.find(trial)?.index)).toEqual([undefined, 1, 2, undefined]);
  await filled(damaged);
  expect(contents(out)).toEqual(whole);

  const other = planOver(8, cwd);
  expect(() => opened(other)).toThrow("another experiment");
  expect(contents(out)).toEqual(whole);
  const forced = opened(other, true);
  expect(forced.store.find(trials[3])?.index).toBe(3);
  forced.close();
  expect(() => openDirectory(cwd, plan, { shard: null })).toThrow(
    "holds something other than an experiment of fleetcast",
  );
});

const noSample: Sample = {
  ...{ index: 0, stratum: null, digest: "", aborted: null },
  ...{ readings: {}, scores: [], lines: [], latency: {}, usage: [] },
};

test("a second process on the same directory is refused; SIGINT says how to go on", async () => {
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
}, 180_000);

test("a disk that is full ends a sweep as a problem of the environment; what was finished is kept, and the same call goes on from there", async () => {
  const cwd = smallScenario();
  const call = [...sweepCall(4), "--out", "out"];
  const words = [process.execPath, main, ...call].map((word) => `'${word}'`).join(" ");
  const path = join(cwd, "out", "samples.ndjson");
  const { status, stderr } = spawnSync("bash", ["-c", `ulimit -f 20; ${words}`], { cwd, encoding: "utf8" }); // 20 KiB a file
  expect({ status, stderr }).toEqual({
    status: 6,
    stderr: "out/samples.ndjson: the file is as large as files may be here (EFBIG)\n",
  });
  const kept = readFileSync(path, "utf8").split("\n").slice(0, -1);
  expect(kept.length).toBeGreaterThan(1);
  expect(sim(call, cwd)).toMatchObject({ code: 0 });
  const whole = readFileSync(path, "utf8").split("\n");
  expect(kept.filter((line) => !whole.includes(line))).toEqual([]);
}, 120_000);

test("Ctrl-C ends a search with exit 5; the same call goes on from there, to the bytes of one that nobody stopped", async () => {
  const cwd = smallScenario();
  const call = [
    "optimize",
    "small.yaml",
    "--quiet",
    "--workers",
    "1",
    "--vary",
    "services.web.desired=2,3,4",
    "--budget",
    "60",
  ];
  const whole = sim([...call, "--out", "whole"], cwd);
  expect(whole).toMatchObject({ code: 0, stderr: "" });
  const stopped = await stoppedAt(4, call, cwd, "resumed");
  const told =
    /stopped: \d+ of \d+ replications are missing; resumed keeps what is done: the same call goes on from there\n$/;
  expect(stopped).toEqual({ code: 5, stdout: "", stderr: expect.stringMatching(told) });
  expect(sim([...call, "--out", "resumed"], cwd)).toEqual(whole);
  expect(contents(join(cwd, "resumed"))).toEqual(contents(join(cwd, "whole")));
}, 60_000);

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
