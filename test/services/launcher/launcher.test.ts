import { describe, expect, test } from "vitest";
import { accounted, launched } from "./launcher.js";

const stopAt = (seconds: number) => `incidents: [ { kind: stop-tasks, at: ${seconds}s, service: dagy, count: 1 } ]`;
const second = 1e6;

describe("a launch by hand", () => {
  // RunTask at 0; pull at 18, 9 s of it, 2 s to create: RUNNING at 29; download 1, import 3: at work at 33, done at 153.
  test("has its first task at 33 s and its last at 153 s; billed is what follows the begin of the pull", () => {
    const { runs, took, bill } = launched({});
    expect(took("timeToStart").max).toBe(33 * second);
    expect(took("completion").max).toBe(153 * second);
    expect(runs).toMatchObject({ arrived: 1, succeeded: 1, attempts: 1, tasks: { done: 2, failed: 0, skipped: 0 } });
    // 135 s of 0.25 vCPU and 0.5 GB.
    const usd = (135 / 3_600) * (0.25 * 0.04048 + 0.5 * 0.004445);
    expect(bill.totalUsd).toBeCloseTo(usd, 12);
  });

  test("installs half a GB at its start in 45 s, or pulls it in the image in 9 s", () => {
    const dependencies = (from: string) => `dependencies: { size: 0.5 GB, from: ${from} }`;
    expect(launched({ keys: dependencies("start") }).took("timeToStart").max).toBe(78 * second);
    expect(launched({ keys: dependencies("image") }).took("timeToStart").max).toBe(42 * second);
  });

  test("works slower on a quarter of a vCPU, and on ARM by its factor", () => {
    const demand = "request: { steps: [ { cpu: 10s } ] }";
    const done = (keys: string, task = "image: 0.5 GB") =>
      launched({ demand, keys, task }).took("completion").max / second;
    expect([done(""), done("profile: medium"), done("profile: large")]).toEqual([33 + 40, 33 + 10, 33 + 10]);
    expect(done("profile: medium", "image: 0.5 GB, architecture: arm64, arm64WorkFactor: 0.8")).toBe(33 + 8);
  });
});

describe("RunTask", () => {
  const runs = (count: number) => Array.from({ length: count }, () => 1);

  test("takes a burst of 20 and 20 a second behind it; others are throttled, and fail where nobody calls again", () => {
    // 30 at 1 s: 20 pass. 30 at 1.5 s: ten tokens have come. 30 at 3 s: the bucket is full again.
    const arrivals = [...runs(30), ...runs(30).map(() => 1.5), ...runs(30).map(() => 3)];
    const { runs: told } = launched({ arrivals, keys: "api: { attempts: 0 }" });
    expect(told).toMatchObject({ arrived: 90, succeeded: 50, failedBy: { throttled: 40 } });
  });

  test("lets them in when they call again: 60 at once take three calls with a second between them", () => {
    const backoff = "{ initial: 1s, multiplier: 1, jitter: none }";
    const { runs: told, took } = launched({ arrivals: runs(60), keys: `api: { attempts: 2, backoff: ${backoff} }` });
    expect(told).toMatchObject({ succeeded: 60, attempts: 60, failedBy: {} });
    expect([took("timeToStart").quantile(1 / 60), took("timeToStart").max]).toEqual([
      expect.closeTo(33 * second, -6),
      35 * second,
    ]);
  });

  test("is refused beyond the quota: a new account's 6 vCPU hold six runs of one", () => {
    const beside = "account: { vcpuQuota: { FARGATE: 6, FARGATE_SPOT: 6 } }";
    const { runs: told } = launched({ arrivals: runs(10), keys: "profile: medium", beside });
    expect(told).toMatchObject({ succeeded: 6, failedBy: { quota: 4 } });
  });

  test("has no Spot capacity in a crunch, and no run falls back to on-demand", () => {
    const keys = "capacity: { FARGATE_SPOT: { weight: 1, market: short } }";
    const beside =
      "markets: { short: {} }\nincidents: [ { kind: spot-crunch, at: 0s, market: short, lasts: 5m, takes: 0 % } ]";
    const { runs: told } = launched({ arrivals: [10, 200, 400], keys, beside });
    expect(told).toMatchObject({ succeeded: 1, failedBy: { capacity: 2 } });
  });

  test("says so where its executor is not available, and nobody tries that again", () => {
    const keys = "api: { outages: [ { at: 1m, lasts: 1m } ] }";
    const demand = "request: { steps: [ { wait: 60s } ], retries: { attempts: 3 } }";
    const { runs: told } = launched({ arrivals: [0, 90, 150], keys, demand });
    expect(told).toMatchObject({ succeeded: 2, attempts: 3, failedBy: { executorUnavailable: 1 } });
  });
});

describe("SIGTERM by hand: a run is at work from 33 s on, on its first task until 93 and on its second until 153", () => {
  test("waits for the task that is over within 15 s, cancels the next one and says that it has failed", () => {
    const { runs, took, bill } = launched({ beside: stopAt(80) });
    expect(runs).toMatchObject({ failedBy: { stopped: 1 }, died: 0, tasks: { done: 1, cancelled: 1, failed: 0 } });
    expect(took("timeToDetect").count).toBe(0);
    expect(bill.totalUsd).toBeCloseTo(((93 - 18) / 3_600) * (0.25 * 0.04048 + 0.5 * 0.004445), 12);
  });

  test("breaks off a task that takes longer, after 15 s", () => {
    const { runs, bill } = launched({ beside: stopAt(70) });
    expect(runs).toMatchObject({ failedBy: { stopped: 1 }, tasks: { done: 0, cancelled: 1, failed: 1 } });
    expect(bill.totalUsd).toBeCloseTo(((85 - 18) / 3_600) * (0.25 * 0.04048 + 0.5 * 0.004445), 12);
  });

  test("is failed even where its last task is done in time, as the document has it", () => {
    const { runs } = launched({ beside: stopAt(145) });
    expect(runs).toMatchObject({ succeeded: 0, failedBy: { stopped: 1 }, tasks: { done: 2, cancelled: 0 } });
  });

  test("goes at once before its first task has begun: 60 s are billed at least", () => {
    const { runs, bill } = launched({ beside: stopAt(30) });
    expect(runs).toMatchObject({ failedBy: { stopped: 1 }, tasks: { cancelled: 2 } });
    expect(bill.totalUsd).toBeCloseTo((60 / 3_600) * (0.25 * 0.04048 + 0.5 * 0.004445), 12);
  });

  test("kills one that does not listen after 30 s, which the reconciler finds out at its next pass", () => {
    // SIGKILL at 100 s; looked at where 300 s old: at 300 s, as passes come every five minutes.
    const { runs, took } = launched({ beside: stopAt(70), keys: "drain: { onSigterm: ignore }" });
    expect(runs).toMatchObject({ failedBy: { stopped: 1 }, died: 1, tasks: { done: 1, lost: 1 } });
    expect(took("timeToDetect").max).toBe(200 * second);
  });

  test("comes too late for a drain that is longer than the stop timeout: it dies without a word", () => {
    const keys = "drain: { timeout: 40s, stopTimeout: 30s }";
    const { runs } = launched({ beside: stopAt(40), keys });
    expect(runs).toMatchObject({ died: 1, failedBy: { stopped: 1 } });
  });
});

describe("a run that fails is run again", () => {
  const demand = (retries: string) => `request: { steps: [ { wait: 60s } ], retries: { ${retries} } }`;

  test("as often as its class says, and counts by its last cause", () => {
    const keys = "failures: { artifactMissing: 100 % }";
    const { runs } = launched({ demand: demand("attempts: 2, backoff: { initial: 10s, jitter: none }"), keys });
    expect(runs).toMatchObject({ arrived: 1, attempts: 3, failedBy: { artifactMissing: 1 }, tasks: { skipped: 3 } });
  });

  test("a dead one only when the reconciler has found it", () => {
    // Killed at 100 s, found at 300 s, launched again 10 s later: 33 s of launch and 60 s of work.
    const keys = "drain: { onSigterm: ignore }";
    const backoff = "backoff: { initial: 10s, jitter: none }";
    const lasts = demand(`attempts: 1, ${backoff}`).replace("60s", "120s");
    const { runs, took } = launched({ demand: lasts, keys, beside: stopAt(70) });
    expect(runs).toMatchObject({ succeeded: 1, attempts: 2, died: 1 });
    expect(took("completion").max).toBe((310 + 33 + 120) * second);
  });

  test("with the same memory need in each attempt, so that only a larger profile helps", () => {
    const flows =
      "flows: { nightly: { memory: 1 GB } }, profiles: { s: { cpu: 0.25 vCPU, memory: 512 MB }, m: { cpu: 0.25 vCPU, memory: 1 GB } }";
    const backoff = "attempts: 2, backoff: { initial: 1s, jitter: none }";
    const same = launched({ demand: demand(backoff), keys: flows, duration: "40m" });
    expect(same.runs).toMatchObject({ attempts: 3, died: 3, failedBy: { outOfMemory: 1 } });
    const larger = launched({
      demand: demand(backoff),
      keys: `${flows}, retry: { outOfMemory: larger }`,
      duration: "40m",
    });
    expect(larger.runs).toMatchObject({ attempts: 2, died: 1, succeeded: 1 });
  });

  test("by timeouts alone where its class says so", () => {
    const twice = "attempts: 1, on: [ timeout ]";
    const failing = launched({ demand: demand(twice), keys: "failures: { importFailed: 100 % }" });
    expect(failing.runs.attempts).toBe(1);
    const late = launched({ demand: demand(twice).replace("request: {", "request: { timeout: 30s,") });
    expect(late.runs).toMatchObject({ attempts: 2, failedBy: { timeout: 1 } });
  });
});

describe("capacity", () => {
  const strategy = "capacity: { FARGATE: { weight: 30 }, FARGATE_SPOT: { weight: 70 } }";
  const arrivals = Array.from({ length: 1_000 }, (_, at) => at);
  const spotShare = (keys: string, demand?: string) => {
    const { bill } = launched({ keys: `${strategy}, ${keys}`, arrivals, duration: "30m", ...(demand && { demand }) });
    const hours = (item: RegExp) =>
      bill.lines.filter((line) => item.test(line.item)).reduce((sum, { quantity }) => sum + quantity, 0);
    return hours(/^Fargate Spot vCPU/) / hours(/vCPU/);
  };

  test("is drawn by weight for each call, or dealt out so that the counts fit", () => {
    // 1,000 draws of 70 %: a standard deviation of 1.45 %.
    expect(Math.abs(spotShare("split: drawn") - 0.7)).toBeLessThan(4 * 0.0145);
    expect(spotShare("split: counted")).toBeCloseTo(0.7, 2);
  });

  test("is on demand for critical flows, whatever the weights", () => {
    expect(spotShare("flows: { nightly: { critical: true } }")).toBe(0);
  });
});

describe("a phase of a launch", () => {
  test.each([
    ["network", "call"],
    ["role", "call"],
    ["imagePull", "pull"],
    ["artifactMissing", "download"],
    ["artifactDenied", "download"],
    ["artifactUnreachable", "download"],
    ["packageBroken", "install"],
    ["packageUnavailable", "install"],
    ["compileFailed", "install"],
    ["packageLeftOut", "import"],
    ["importFailed", "import"],
  ])("fails by %s in its %s, and is told by that cause", (cause) => {
    const { runs } = launched({ keys: `failures: { ${cause}: 100 % }` });
    expect(runs).toMatchObject({ failedBy: { [cause]: 1 }, died: cause === "imagePull" ? 1 : 0 });
    expect(accounted(runs)).toBe(1);
  });

  test("has no installation to fail in where dependencies are in the image, and no disk to fill", () => {
    const keys = (from: string) =>
      `failures: { packageBroken: 50 % }, dependencies: { size: 1 GB, from: ${from} }, flows: { nightly: { disk: 21 GB } }`;
    expect(launched({ keys: keys("image") }).runs.succeeded).toBe(1);
    const arrivals = Array.from({ length: 100 }, (_, at) => at);
    const { packageBroken, diskFull } = launched({ arrivals, keys: keys("start") }).runs.failedBy;
    expect(packageBroken + diskFull).toBe(100);
    expect(Math.abs(packageBroken - 50)).toBeLessThan(4 * 5);
  });
});
