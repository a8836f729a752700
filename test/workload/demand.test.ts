import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { classesOf } from "../../workload/demand-shape.js";
import {
  createDemands,
  type Demand,
  demandShape,
  retryDelay,
  type SlowDownstream,
  slowDownstream,
  type TrafficSpike,
  trafficSpike,
} from "../../workload/index.js";
import { retriesShape } from "../../workload/retries.js";
import { clockOf, mean, tablesOf, z999 } from "./fixture.js";

interface Written {
  readonly demands: readonly object[];
  readonly clock?: object;
  readonly seed?: number;
  readonly spikes?: readonly object[];
  readonly slowdowns?: readonly object[];
  readonly files?: Readonly<Record<string, string>>;
}

function demandsOf({ demands, clock = { duration: "10m", warmup: "1m" }, seed = 1, files, ...incidents }: Written) {
  const spikes: TrafficSpike[] = (incidents.spikes ?? []).map((spike) => trafficSpike.shape.parse(spike));
  const slowdowns: SlowDownstream[] = (incidents.slowdowns ?? []).map((each) => slowDownstream.shape.parse(each));
  const configs = demands.map((demand) => demandShape.parse(demand));
  return createDemands(configs, { seed, clock: clockOf(clock), tables: tablesOf(files), spikes, slowdowns });
}

interface Taken {
  readonly at: number;
  readonly index: number;
  readonly steps: readonly number[];
}

function all(demand: Demand): Taken[] {
  const row = new Int32Array(10);
  const taken: Taken[] = [];
  while (demand.nextAt < Number.POSITIVE_INFINITY) {
    const at = demand.nextAt;
    const index = demand.take(row, 1);
    taken.push({ at, index, steps: [...row.subarray(1, 1 + demand.classes[index].steps.length)] });
  }
  return taken;
}

const lognormal = { kind: "lognormal", mean: "130ms", p99: "480ms" };
const chat = { name: "chat", to: "api", curve: "20/s", request: { steps: [{ cpu: lognormal }, { wait: "1s" }] } };
const classes = [
  { name: "light", weight: 9, steps: [{ cpu: "10ms" }] },
  { name: "heavy", weight: 1, steps: [{ cpu: "100ms" }, { wait: "2s" }, { cpu: { kind: "exponential", mean: "1s" } }] },
];
const mixed = { name: "mixed", to: "api", curve: "30/s", classes };

describe("a demand", () => {
  test("begins with warm-up, ends with the run, and writes each request's steps where it is told", () => {
    const [demand] = demandsOf({ demands: [{ ...chat, arrivals: "even", request: { steps: [{ cpu: "3ms" }] } }] });
    const taken = all(demand);
    expect(taken.map(({ at }) => at)).toEqual(Array.from({ length: 13_200 }, (_, i) => -60e6 + i * 50_000 + 25_000));
    expect(taken.every(({ steps }) => steps[0] === 3_000)).toBe(true);
  });

  test("chooses classes by weight, each with its own steps", () => {
    const [demand] = demandsOf({ demands: [mixed] });
    const taken = all(demand);
    const heavy = taken.filter(({ index }) => demand.classes[index].name === "heavy");
    const share = heavy.length / taken.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(z999 * Math.sqrt(0.09 / taken.length));
    expect(heavy.every(({ steps }) => steps[0] === 100e3 && steps[1] === 2e6)).toBe(true);
    const last = heavy.map(({ steps }) => steps[2]);
    expect(Math.abs(mean(last) - 1e6)).toBeLessThan((z999 * 1e6) / Math.sqrt(last.length));
  });

  test("is the same whatever other demands there are, and different for another seed or name", () => {
    const alone = all(demandsOf({ demands: [mixed] })[0]);
    const beside = all(demandsOf({ demands: [chat, mixed] })[1]);
    expect(beside).toEqual(alone);
    expect(all(demandsOf({ demands: [mixed], seed: 2 })[0])).not.toEqual(alone);
    expect(all(demandsOf({ demands: [{ ...mixed, name: "other" }] })[0])).not.toEqual(alone);
  });

  test("keeps its arrivals and its other steps when one step changes", () => {
    const longer = { ...chat, request: { steps: [{ cpu: lognormal }, { wait: { kind: "exponential", mean: "2s" } }] } };
    const [before, after] = [chat, longer].map((demand) => all(demandsOf({ demands: [demand] })[0]));
    expect(after.map(({ at, steps }) => [at, steps[0]])).toEqual(before.map(({ at, steps }) => [at, steps[0]]));
  });

  test("has what bills and services need to know of its classes", () => {
    const written = { ...classes[1], requestSize: "3 KB", writes: 2, memory: "10 MiB", timeout: "30s", retries: {} };
    const [{ classes: known }] = demandsOf({ demands: [{ ...mixed, classes: [classes[0], written] }] });
    expect(known[1]).toMatchObject({ name: "heavy", share: 0.1, meanCpu: 1.1e6, meanWait: 2e6, requestBytes: 3_072 });
    expect(known[1]).toMatchObject({ responseBytes: 8_192, writes: 2, memoryMb: 10, timeout: 30e6 });
    expect(known[0]).toMatchObject({ timeout: null, retries: null, cancelOnDisconnect: false });
  });

  test("replays a trace with its sizes row by row", () => {
    const file = "AzureLLMInferenceTrace_code.csv";
    const text = readFileSync(new URL(`../../scenarios/data/${file}`, import.meta.url), "utf8");
    const [demand] = demandsOf({
      files: { [file]: text },
      clock: { duration: "1h" },
      demands: [
        {
          name: "code",
          to: "api",
          arrivals: { kind: "trace", file, column: "TIMESTAMP" },
          request: { steps: [{ cpu: { kind: "trace", file, column: "GeneratedTokens", unit: "20ms" } }] },
        },
      ],
    });
    const taken = all(demand);
    expect(taken).toHaveLength(8_819);
    const rows = text.trim().split("\n").slice(1);
    expect(taken.map(({ steps }) => steps[0])).toEqual(rows.map((row) => Number(row.split(",")[2]) * 20_000));
  });
});

describe("incidents in a demand", () => {
  const at = { at: "5m", lasts: "2m" };
  const between = (taken: Taken[]) => taken.filter(({ at }) => at >= 300e6 && at < 420e6);

  test("a spike multiplies the arrivals of the demand that it names while it lasts", () => {
    const even = [chat, mixed].map((demand) => ({ ...demand, arrivals: "even" }));
    const [spiked, other] = demandsOf({ demands: even, spikes: [{ ...at, factor: 3, demand: "chat" }] }).map(all);
    expect(between(spiked)).toHaveLength(3 * 20 * 120);
    expect(spiked).toHaveLength(20 * 660 + 2 * 20 * 120);
    expect(other).toHaveLength(30 * 660);
  });

  test("a spike with cron comes each time, and one that began before the warm-up still has its effect", () => {
    const clock = { start: "2026-03-02T00:00", duration: "3d", warmup: "1m" };
    const spikes = [{ cron: "50 23 * * *", lasts: "20m", factor: 3, demand: "chat" }];
    const slow = { ...chat, curve: "1/s", arrivals: "even" };
    const [spiked] = demandsOf({ demands: [slow], clock, spikes }).map(all);
    const day = 86_400e6;
    const within = (from: number, to: number) => spiked.filter(({ at }) => at >= from && at < to).length;
    expect(within(0, 600e6)).toBe(3 * 600);
    expect([1, 2].map((n) => within(n * day - 600e6, n * day + 600e6))).toEqual([3 * 1_200, 3 * 1_200]);
    expect(within(3 * day - 600e6, 3 * day)).toBe(3 * 600);
    expect(spiked).toHaveLength(3 * 86_400 + 60 + 2 * (60 + 600 + 2 * 1_200 + 600));
  });

  test("a slow downstream with cron comes each time", () => {
    const clock = { start: "2026-03-02T00:00", duration: "3h", warmup: "0s" };
    const slow = { ...chat, curve: "1/s", arrivals: "even" };
    const slowdowns = [{ cron: "30 * * * *", lasts: "1m", factor: 4 }];
    const [taken] = demandsOf({ demands: [slow], clock, slowdowns }).map(all);
    const lengthened = taken.filter(({ steps }) => steps[1] === 4e6).map(({ at }) => Math.floor(at / 3_600e6));
    expect([0, 1, 2].map((n) => lengthened.filter((hour) => hour === n).length)).toEqual([60, 60, 60]);
  });

  test("a slow downstream lengthens the waits of requests that arrive meanwhile, and nothing else", () => {
    const plain = all(demandsOf({ demands: [chat] })[0]);
    const slowed = all(demandsOf({ demands: [chat], slowdowns: [{ ...at, factor: 2.5 }] })[0]);
    const expected = plain.map((taken) => ({
      ...taken,
      steps: [taken.steps[0], taken.at >= 300e6 && taken.at < 420e6 ? 2.5e6 : 1e6],
    }));
    expect(slowed).toEqual(expected);
  });
});

describe("the shape of a demand", () => {
  const problems = (written: object) =>
    demandShape.safeParse(written).error?.issues.map(({ path, message }) => [path.join("."), message]);

  test("requires one of request, classes and session, a curve, and different names", () => {
    const { curve: _curve, ...flat } = chat;
    expect(problems(flat)).toEqual([["curve", "a curve: only a trace brings its own"]]);
    expect(problems({ ...chat, classes })).toEqual([["", "one of request, classes and session"]]);
    expect(problems({ ...mixed, classes: [classes[0], classes[0]] })).toEqual([
      ["classes", "classes with different names"],
    ]);
  });

  test("requires steps that are cpu or wait, at most eight, each short enough to be drawn", () => {
    const withSteps = (steps: object[]) => problems({ ...chat, request: { steps } });
    expect(withSteps([{ cpu: "1s", wait: "1s" }])).toEqual([["request.steps.0", "one step: either cpu, wait or call"]]);
    expect(withSteps(Array.from({ length: 9 }, () => ({ cpu: "1ms" })))?.[0][0]).toBe("request.steps");
    expect(withSteps([{ wait: "1h" }])?.[0][0]).toBe("request.steps.0.wait");
  });

  test("is written back as it was read, and shows in a JSON Schema", () => {
    const config = z.decode(demandShape, mixed);
    expect(z.decode(demandShape, z.encode(demandShape, config) as never)).toEqual(config);
    expect(classesOf(z.decode(demandShape, chat))).toMatchObject([{ name: "request", weight: 1 }]);
    expect(JSON.stringify(z.toJSONSchema(demandShape, { io: "input" }))).toContain("timeScale");
  });
});

describe("a retry", () => {
  const wait = (written: object, ordinal: number, attempt: number) =>
    retryDelay({ name: "chat", retries: retriesShape.parse(written) }, 1, ordinal, attempt);

  test("waits initial × multiplier^(attempt − 1) up to max when there is no jitter", () => {
    const backoff = { initial: "100ms", multiplier: 3, max: "2s", jitter: "none" };
    expect([1, 2, 3, 4, 5].map((attempt) => wait({ backoff }, 7, attempt))).toEqual([100e3, 300e3, 900e3, 2e6, 2e6]);
  });

  test("with full jitter waits uniformly up to that, the same for the same request and attempt", () => {
    const waits = Array.from({ length: 20_000 }, (_, ordinal) => wait({}, ordinal, 2));
    const limit = duration().parse("200ms");
    expect(Math.max(...waits)).toBeLessThanOrEqual(limit);
    expect(Math.abs(mean(waits) - limit / 2)).toBeLessThan((z999 * limit) / Math.sqrt(12 * waits.length));
    expect(wait({}, 5, 2)).toBe(waits[5]);
    expect(wait({}, 5, 1)).not.toBe(waits[5]);
  });
});
