import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { logObservation, runsOf } from "../../harness/calibrate/from/log-observation.js";
import { type LogChoice, readLog } from "../../harness/calibrate/from/read-log.js";
import { emptyFolder } from "../cli/sim.js";

const cpu = { share: 0.3, vcpus: 1.5, sidecarVcpus: 0 };
const shipped = (name: string) => fileURLToPath(new URL(name, import.meta.url));

function readingOf(path: string, where: LogChoice["where"] = {}) {
  const reading = readLog(path, { column: null, where });
  if (!reading.ok) throw new Error(reading.problems.join("\n"));
  return reading;
}

/** What a log says, with 30 % of 1.5 vCPU used: milliseconds of CPU per request, and on average of what was answered. */
function observed(path: string, where: LogChoice["where"] = {}, run = 1) {
  const { entries, leftOut } = readingOf(path, where);
  const observation = logObservation({
    source: path,
    entries: runsOf(entries)[run - 1].entries,
    leftOut,
    cpu,
    rate: null,
  });
  const { durations } = observation!;
  return {
    ...observation!,
    cpuMs: observation!.cpu!.micros / 1_000,
    meanMs: durations.reduce((sum, each) => sum + each, 0) / durations.length / 1_000,
  };
}

function written(content: string): string {
  const path = join(emptyFolder(), "log");
  writeFileSync(path, content);
  return path;
}

const albText = gunzipSync(readFileSync(shipped("alb-redirect.log.gz"))).toString();
const served = albText.split("\n").filter((line) => line.startsWith("https"));

describe("a load balancer's log", () => {
  test("whose every second line is a redirect has half the load: 22.5 ms at 20/s, not 11.2 ms at 40/s", () => {
    const { cpuMs, requests, leftOut } = observed(shipped("alb-redirect.log.gz"));
    expect(cpuMs).toBeCloseTo(22.5, 1);
    expect(requests).toBe(3_000);
    expect(leftOut).toEqual([{ reason: "requests that reached no target (redirect, 301)", count: 3_000 }]);
  });

  test("may begin with a blank line, a WebSocket or the test file that AWS writes first", () => {
    const socket = served[0].replace("https", "wss").replace(" 200 200 ", " 101 101 ");
    for (const first of ["", socket, "Enable AccessLog for ELB: web at 2026-03-02T12:00:00.000Z"]) {
      const { requests, cpuMs } = observed(written([first, ...served].join("\n")));
      expect([requests, Number(cpuMs.toFixed(1))]).toEqual([3_000, 22.5]);
    }
  });

  test("counts a fast 404 of the target in its rate, as a class of its own that costs what its time says", () => {
    const fast = (line: string) => line.replace(/ 0\.\d+ 0\.000 200 200 /, " 0.004 0.000 404 404 ");
    const { cpuMs, others, meanMs } = observed(
      written(served.map((line, i) => (i % 4 === 0 ? fast(line) : line)).join("\n")),
    );
    expect(others).toEqual([{ name: "status 404", requests: 750, mean: expect.closeTo(4_000, -2) }]);
    const [expected, other] = [cpuMs, (cpuMs * others![0].mean) / 1_000 / meanMs];
    expect((3 * expected + other) / 4).toBeCloseTo(22.5, 0);
  });
});

describe("k6's CSV", () => {
  test("of an old version tells failures by status and error_code: a request of 0 ms without answer is none", () => {
    const { requests, leftOut, meanMs } = observed(shipped("k6-old.csv.gz"));
    expect(requests).toBe(1_800);
    expect(leftOut).toEqual([{ reason: "requests without an answer (dial tcp: i/o timeout)", count: 600 }]);
    expect(meanMs).toBeCloseTo(33.6, 1);
  });

  test("of two runs is read as two: 20/s and 22.5 ms each, not 1.2/s and 386 ms", () => {
    const { entries } = readingOf(shipped("k6-two.csv.gz"));
    expect(runsOf(entries).map((run) => run.entries.length)).toEqual([2_400, 2_400]);
    expect(observed(shipped("k6-two.csv.gz"), {}, 1).cpu).toMatchObject({ micros: 22_500, basis: /at 20\.00\/s/ });
    expect(observed(shipped("k6-two.csv.gz"), {}, 2).cpuMs).toBeCloseTo(22.5, 9);
  });

  test("gives the rows of a group, whose CPU is that of all requests together", () => {
    const [checkout, home] = ["::checkout", "::home"].map((group) => observed(shipped("k6-groups.csv.gz"), { group }));
    expect([checkout.requests, home.requests]).toEqual([1_200, 1_200]);
    expect([checkout.meanMs, home.meanMs].map(Math.round)).toEqual([347, 35]);
    expect(checkout.cpuMs).toBe(home.cpuMs);
  });

  test("knows by which columns rows may be chosen", () => {
    const reading = readLog(shipped("k6-groups.csv.gz"), { column: null, where: { colour: "red" } });
    expect(reading).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/--where with group, name, .*, got colour/)],
    });
  });
});

test("JMeter's results are a format of their own: begins, failures and sums of transactions are told apart", () => {
  const jtl = `timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect
1772452800000,45,home,200,OK,t 1-1,text,true,,1,1,1,1,http://h/,40,0,1
1772452800100,60,home,200,OK,t 1-1,text,false,Test failed: text expected,1,1,1,1,http://h/,40,0,1
1772452800200,7,home,404,Not Found,t 1-1,text,false,,1,1,1,1,http://h/,40,0,1
1772452800300,30000,home,Non HTTP response code: java.net.SocketTimeoutException,timeout,t 1-1,,false,,1,1,1,1,http://h/,0,0,0
1772452800300,112,all,200,"Number of samples in transaction : 2, number of failing samples : 0",t 1-1,,true,,1,1,1,1,null,0,0,0
`;
  const { entries, format, leftOut } = readingOf(written(jtl));
  expect(format).toBe("JMeter JTL");
  expect(
    entries.map(({ startedAt, isAnswered, unexpected }) => [startedAt! - 1_772_452_800e6, isAnswered, unexpected]),
  ).toEqual([
    [0, true, undefined],
    [100_000, false, "status 200, failed assertion"],
    [200_000, false, "status 404"],
  ]);
  expect([...leftOut.keys()]).toEqual([
    "samples without an answer (Non HTTP response code: java.net.SocketTimeoutException)",
    "sums of transaction controllers",
  ]);
});
