import { expect, onTestFinished, test } from "vitest";
import type { EndedTrial, Trial } from "../../sim/experiments/trial.js";
import { InProcess, pointsOfYaml } from "./in-process.js";

/** The built one: threads begin with a file of JavaScript. */
const built = new URL("../../dist/sim/experiments/threads.js", import.meta.url).href;
const { Threads }: typeof import("../../sim/experiments/threads.js") = await import(built);

const yaml = `
name: small
region: us-east-1
clock: { duration: 5m, warmup: 0m }
demand:
  - { name: calls, to: web, curve: 20/s, request: { steps: [{ cpu: 30ms }, { wait: 100ms }], timeout: 2s } }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2 }
`;

/** A trial of each seed. */
function trialsOf(seeds: string): readonly Trial[] {
  return pointsOfYaml(yaml, [`seed=${seeds}`], 1).points.map(({ alternative }) => ({
    name: alternative.trialName(0),
    scenario: alternative.source,
    index: 0,
    alsoPricedAt: [],
  }));
}

/** So many requests that a simulated second is not over before anybody loses patience. */
const stuck = ({ scenario, ...trial }: Trial): Trial => ({
  ...trial,
  scenario: {
    ...scenario,
    resolved: scenario.resolved
      .replace("20/s", "100000000/s")
      .replace(/requests: 1000000000\b/, "requests: 100000000000"),
  },
});

/** With a file whose rows alone are larger than what a thread may hold. */
const large = ({ scenario, ...trial }: Trial): Trial => ({
  ...trial,
  scenario: {
    ...scenario,
    resolved: scenario.resolved.replace(
      /^( +)curve: 20\/s.*$/m,
      "$1curve: { kind: csv, file: rates.csv, column: rate, unit: 1/s }",
    ),
    files: new Map([["rates.csv", `time,rate\n${"00:00,20\n".repeat(1_500_000)}`]]),
  },
});

test.each([
  ["hangs", stuck, { silenceS: 1, heapMb: 512 }, /^replication 0 did not get on for 1 s and was given up$/],
  ["fills the memory of its thread", large, { silenceS: 60, heapMb: 100 }, /memory limit/],
])("a replication that %s is given up, and all others are what they would be alone", async (_, spoil, limits, why) => {
  const sound = trialsOf("1..32 step 1"); // of which the last ones go to threads together
  const threads = new Threads(2, limits);
  onTestFinished(() => threads.close());
  const ended = await inOrder(threads.run(sound.with(20, spoil(sound[20])), {}));
  expect(ended[20]).toEqual({
    place: 20,
    sample: null,
    error: expect.objectContaining({ message: expect.stringMatching(why) }),
  });
  const alone = await inOrder(new InProcess().run(sound));
  expect(ended.toSpliced(20, 1)).toEqual(alone.toSpliced(20, 1));
});

/** In the order of the list. */
async function inOrder(runs: AsyncIterable<EndedTrial>): Promise<readonly EndedTrial[]> {
  const all: EndedTrial[] = [];
  for await (const each of runs) all.push(each);
  return all.sort((a, b) => a.place - b.place);
}
