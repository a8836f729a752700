import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type LogChoice, type LogReading, readLog } from "../../../harness/calibrate/from/read-log.js";
import { emptyFolder } from "../../cli/sim.js";

const k6Json = `{"type":"Metric","data":{"name":"http_req_duration","type":"trend","contains":"time"},"metric":"http_req_duration"}
{"type":"Point","data":{"time":"2026-11-21T12:00:01.250000000Z","value":1,"tags":{}},"metric":"http_reqs"}
{"type":"Point","data":{"time":"2026-11-21T12:00:01.250000000+00:00","value":50.5,"tags":{"expected_response":"true","status":"200"}},"metric":"http_req_duration"}
{"type":"Point","data":{"time":"2026-11-21T12:00:02.5Z","value":7,"tags":{"expected_response":"false","status":"500"}},"metric":"http_req_duration"}
`;
const k6Csv = `metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,status,url
http_reqs,1795262401,1.000000,,,,true,,GET,"http://h/a,b",200,"http://h/a,b"
http_req_duration,1795262401,50.500000,,,,true,,GET,"http://h/a,b",200,"http://h/a,b"
http_req_duration,1795262402,7.000000,,,,false,,GET,http://h/,500,http://h/
`;
const alb = (targetTime: string, status: string) =>
  `https 2026-11-21T12:00:01.301000Z app/web/50dc6c495c0c9188 192.0.2.7:40914 10.0.0.5:8080 0.001 ${targetTime} 0.000 200 ${status} 34 366 "GET https://web.example.com:443/a?b=c HTTP/1.1" "curl/8 \\"x\\"" ECDHE TLSv1.2 arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "web.example.com" "-" 0 2026-11-21T12:00:01.250000Z "forward" "-" "-"\n`;

/** Reads a text as if it were a file. */
function readText(
  content: string | Buffer,
  name = "file",
  column: LogChoice["column"] = null,
  where: LogChoice["where"] = {},
): LogReading {
  const path = join(emptyFolder(), name);
  writeFileSync(path, content);
  return readLog(path, { column, where });
}

function entriesOf(reading: LogReading) {
  if (!reading.ok) throw new Error(reading.problems.join("\n"));
  return reading.entries;
}

/** The problems, without the path of the test's folder. */
function problemsOf(reading: LogReading): readonly string[] {
  return reading.ok ? [] : reading.problems.map((problem) => problem.replace(/^\S*\//, ""));
}

const at = (seconds: number) => Date.UTC(2026, 10, 21, 12, 0, 0) * 1_000 + seconds * 1e6;

describe("a log", () => {
  test("of k6 in JSON gives start, duration and failure of each request", () => {
    expect(entriesOf(readText(k6Json))).toEqual([
      { startedAt: at(1.25) - 50_500, isExact: true, duration: 50_500, isAnswered: true, server: "" },
      {
        startedAt: at(2.5) - 7_000,
        isExact: true,
        duration: 7_000,
        isAnswered: false,
        unexpected: "status 500",
        server: "",
      },
    ]);
  });

  test("of k6 in CSV gives times to the second only, unless it was asked for more", () => {
    expect(entriesOf(readText(k6Csv))).toEqual([
      { startedAt: 1_795_262_401e6 - 50_500, isExact: false, duration: 50_500, isAnswered: true, server: "" },
      {
        startedAt: 1_795_262_402e6 - 7_000,
        isExact: false,
        duration: 7_000,
        isAnswered: false,
        unexpected: "status 500",
        server: "",
      },
    ]);
    const fine = entriesOf(readText(k6Csv.replaceAll("1795262401,", "1795262401250,")));
    expect(fine[0]).toMatchObject({ startedAt: 1_795_262_401_250_000 - 50_500, isExact: true });
  });

  test("of a load balancer gives the target's time, its start, and which target it was", () => {
    const [served, failed, none] = entriesOf(readText(alb("0.050", "200") + alb("0.009", "503") + alb("-1", "-")));
    const { duration, ...rest } = served;
    expect(rest).toEqual({ startedAt: at(1.251), isExact: true, isAnswered: true, server: "10.0.0.5:8080" });
    // The duration had been rounded to whole milliseconds.
    expect(Math.abs(duration - 50_000)).toBeLessThanOrEqual(500);
    expect([failed.isAnswered, none.isAnswered]).toEqual([false, false]);
  });

  test("may be compressed", () => {
    expect(entriesOf(readText(gzipSync(alb("0.050", "200")), "access.log.gz"))).toHaveLength(1);
  });

  test("of any other CSV has its durations in the column that the caller names", () => {
    const column = { column: "took", unit: 1_000_000 };
    const entries = entriesOf(readText("at,took\n1,0.05\n2,1.5\n", "a.csv", column));
    expect(entries.map(({ duration, startedAt }) => [duration, startedAt])).toEqual([
      [50_000, null],
      [1_500_000, null],
    ]);
  });

  test("is refused with every line that is broken, and where", () => {
    const brokenJson = k6Json.replace('"value":50.5', '"value":"x"');
    expect(problemsOf(readText(brokenJson))).toEqual([
      expect.stringMatching(/^file:3: expected a point of http_req_duration .*, got \{"type":"Point"/),
    ]);
    const brokenCsv = k6Csv.replace("50.500000", "fast").replace("7.000000", "");
    expect(problemsOf(readText(brokenCsv))).toEqual([
      "file:3: expected a timestamp and milliseconds, got 1795262401,fast",
      "file:4: expected a timestamp and milliseconds, got 1795262402,",
    ]);
    expect(problemsOf(readText(`${alb("0.05", "200")}http 2026\n`))).toEqual([
      "file:2: expected an entry of an ALB access log with its 22 fields, got http 2026",
    ]);
    const column = { column: "took", unit: 1_000 };
    expect(problemsOf(readText("took\n5\n-3\nlong\n", "a.csv", column))).toEqual([
      'a.csv:3: expected a number of at least 0 in "took", got "-3"',
      'a.csv:4: expected a number of at least 0 in "took", got "long"',
    ]);
    expect(problemsOf(readText(k6Json, "a.json", column))).toEqual([
      "a.json:1: expected no --column, since a k6 JSON has its own column of durations, got --column took",
    ]);
    expect(problemsOf(readText("when,ms\n1,2\n", "a.csv", column))).toEqual([
      'a.csv:1: expected a column "took", got when, ms',
    ]);
  });

  test("with a thousand broken lines shows ten of them", () => {
    const problems = problemsOf(readText(`took\n${"x\n".repeat(1_000)}`, "a.csv", { column: "took", unit: 1 }));
    expect(problems).toHaveLength(11);
    expect(problems[10]).toBe("a.csv: and 990 more lines like these");
  });

  test("of an unknown format is refused, with what the known ones look like", () => {
    expect(problemsOf(readText("hello\n"))).toEqual([
      expect.stringMatching(/^file:1: expected k6 JSON \(.*or a CSV with --column, got hello$/),
    ]);
    expect(problemsOf(readText(""))).toEqual([expect.stringContaining("got an empty file")]);
    expect(problemsOf(readText(k6Csv.split("\n")[0]))).toEqual(["file:1: expected requests, got a k6 CSV without any"]);
  });
});
