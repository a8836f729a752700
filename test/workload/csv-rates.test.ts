import { describe, expect, test } from "vitest";
import { minute } from "../../scenarios/language/units/time.js";
import { type CsvConfig, compileCurve, rateCurve, rateRows } from "../../workload/curves/index.js";
import { clockOf, tablesOf } from "./fixture.js";

const hour = 60 * minute;
const start = "2026-03-02T00:00";

/** The curve of a file, in hours since the start, and the findings about it. */
function read(text: string, written: object = {}, clock: object = {}) {
  const context = { clock: clockOf({ start, duration: "6h", warmup: "0s", ...clock }), tables: tablesOf({ f: text }) };
  const config = rateCurve.parse({ kind: "csv", file: "f", column: "rps", unit: "1/s", ...written });
  const { from, rate } = compileCurve(config, context);
  const { findings } = rateRows(config as unknown as CsvConfig, context);
  return { rates: Array.from(from, (at, i) => [at / hour, rate[i]]), findings };
}

const csv = (...rows: readonly string[]) => ["time,rps", ...rows].join("\n");
const hourly = csv(...[0, 1, 2, 3, 4, 5].map((at) => `2026-03-02T0${at}:00Z,${at + 1}`));
const inOrder = [0, 1, 2, 3, 4, 5].map((at) => [at, at + 1]);

describe("a file of rates with times", () => {
  test("holds each rate from its time on until that of the next row", () => {
    expect(read(hourly)).toEqual({ rates: inOrder, findings: [] });
  });

  test.each([
    ["ISO 8601 with an offset", (at: number) => `2026-03-02T${String(at + 9).padStart(2, "0")}:00+09:00`],
    ["dates with slashes, in UTC", (at: number) => `2026/03/02 0${at}:00:00 UTC`],
    ["Unix seconds", (at: number) => String(1_772_409_600 + at * 3_600)],
    ["Unix milliseconds", (at: number) => String((1_772_409_600 + at * 3_600) * 1e3)],
    ["Unix nanoseconds", (at: number) => `${1_772_409_600 + at * 3_600}000000000`],
  ])("may write them as %s", (_, spelled) => {
    expect(read(csv(...[0, 1, 2, 3, 4, 5].map((at) => `${spelled(at)},${at + 1}`)))).toEqual({
      rates: inOrder,
      findings: [],
    });
  });

  test("is found by what its column holds, or by its name: numbers in other columns are not times", () => {
    const other = `host,rps,when\n${[0, 1, 2, 3, 4, 5].map((at) => `7,${at + 1},2026-03-02 0${at}:00`).join("\n")}`;
    expect(read(other).rates).toEqual(inOrder);
    const unnamed = "minute,rps\n0,1\n1,2\n";
    expect(read(unnamed, { every: "3h" }).rates).toEqual([
      [0, 1],
      [3, 2],
    ]);
  });

  test.each([
    "03/02/2026 00:00",
    "02/Mar/2026:00:00:00 +0000",
    "02.03.2026 00:00",
    "02 Mar 2026 00:00:00 GMT",
    "2026-03-02 12:00 AM",
    "00:00",
    "2026-03-02",
  ])("refuses times in an unknown notation, instead of placing their rows one after the other: %s", (time) => {
    const rows = `when,rps\n${time},1\n${time},2\n`;
    expect(() => read(rows)).toThrow(/in "when", got ".*" in row 1/);
    expect(() => read(`rps,at\n1,${time}\n2,${time}\n`)).toThrow(/in "at", got ".*" in row 1/);
  });

  test("a column that neither is named after time nor looks like it is not one of times, nor is a column of zones", () => {
    const inRows = [
      [0, 1],
      [1 / 60, 2],
    ];
    const twoRows = { atEnd: "hold" };
    expect(read("version,rps\n1.2.3,1\n1.2.4,2\n", twoRows).rates).toEqual(inRows);
    expect(read("timezone,rps\nUTC,1\nUTC,2\n", twoRows).rates).toEqual(inRows);
  });

  test("dates are preferred to numbers in a column named after time", () => {
    const rows = [0, 1, 2, 3, 4, 5].map((at) => `250,${at + 1},2026-03-02 0${at}:00`);
    expect(read(`response_time,rps,when\n${rows.join("\n")}`).rates).toEqual(inOrder);
  });

  test("rows that would repeat too often are refused: days of a spreadsheet, taken for seconds", () => {
    const days = Array.from({ length: 1_440 }, (_, i) => `${46_083 + i / 1_440},1`);
    expect(() => read(csv(...days))).toThrow(
      /at most 1,000,000 changes of rate .*, got 1440 rows that are over after 1 s/,
    );
    expect(read(csv(...days), { atEnd: "hold" }).rates).toEqual([[0, 1]]);
  });

  test("begins at clock.start, wherever that is in the file", () => {
    const { rates, findings } = read(hourly, { atEnd: "hold" }, { start: "2026-03-02T03:30", duration: "2h" });
    expect(rates).toEqual([
      [0, 4],
      [0.5, 5],
      [1.5, 6],
    ]);
    expect(findings).toEqual([]);
  });

  test("reads times without an offset in the clock's zone, and says so, or in its own", () => {
    const local = hourly.replaceAll("Z,", ",");
    const tokyo = { timezone: "Asia/Tokyo" };
    expect(read(local, {}, tokyo)).toEqual({
      rates: inOrder,
      findings: [{ kind: "zone", column: "time", zone: "Asia/Tokyo" }],
    });
    // Midnight in Tokyo is 15:00 UTC of the day before, so it is not in a file whose times are UTC.
    expect(read(local, { timezone: "UTC" }, tokyo).findings).toEqual([expect.objectContaining({ kind: "elsewhere" })]);
    expect(read(local, { timezone: "Asia/Tokyo" }, { ...tokyo, start: "2026-03-02T02:00", duration: "4h" })).toEqual({
      rates: inOrder.slice(2).map(([at, rate]) => [at - 2, rate]),
      findings: [],
    });
  });

  test("reads local times around a clock change: the hour that comes twice overlaps, the skipped one is missing", () => {
    const rows = (day: string) => csv(...[0, 1, 2, 3, 4, 5].map((at) => `${day}T0${at}:00,${at + 1}`));
    const berlin = { timezone: "Europe/Berlin" };
    // 02:00 to 03:00 comes twice, and the file has only one of the two.
    const autumn = read(rows("2026-10-25"), berlin, { ...berlin, start: "2026-10-25T00:00", duration: "7h" });
    expect(autumn.rates).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [4, 4],
      [5, 5],
      [6, 6],
    ]);
    expect(autumn.findings).toEqual([{ kind: "missing", count: 1, step: hour, after: 2 * hour }]);
    // 02:00 to 03:00 does not exist: a row with that time falls on 03:00.
    const spring = read(rows("2026-03-29"), berlin, { ...berlin, start: "2026-03-29T00:00", duration: "5h" });
    expect(spring.rates).toEqual([
      [0, 1],
      [1, 2],
      [2, 4],
      [3, 5],
      [4, 6],
    ]);
    expect(spring.findings).toEqual([{ kind: "overlapping", count: 1, step: hour, at: 2 * hour }]);
  });

  test("is sorted, and the number of rows out of order is reported, with the first", () => {
    const [header, ...rows] = hourly.split("\n");
    const shuffled = [header, rows[1], rows[0], rows[5], rows[3], rows[4], rows[2]].join("\n");
    expect(read(shuffled)).toEqual({ rates: inOrder, findings: [{ kind: "unsorted", count: 4, row: 2 }] });
  });

  test("reports missing rows, for which the rate before holds, or none", () => {
    const gappy = hourly
      .split("\n")
      .filter((line) => !/T0[134]:/.test(line))
      .join("\n");
    const findings = [{ kind: "missing", count: 3, step: hour, after: 0 }];
    expect(read(gappy, { every: "1h" })).toEqual({
      rates: [
        [0, 1],
        [2, 3],
        [5, 6],
      ],
      findings,
    });
    const silent = read(gappy, { every: "1h", missing: "zero" });
    expect(silent).toEqual({
      rates: [
        [0, 1],
        [1, 0],
        [2, 3],
        [3, 0],
        [5, 6],
      ],
      findings,
    });
  });

  test("reports rows that come too soon; of rows with the same time the last counts", () => {
    const twice = hourly.replace("2026-03-02T02:00Z,3", "2026-03-02T02:00Z,9\n2026-03-02T02:00Z,3");
    const findings = [{ kind: "overlapping", count: 1, step: hour, at: 2 * hour }];
    expect(read(twice)).toEqual({ rates: inOrder, findings });
  });
});

describe("before the first row of a file and after its last", () => {
  const longer = { duration: "8h", warmup: "1h" };
  const short = [{ kind: "short", end: 6 * hour }];

  test("the rows repeat, and a file that ends before the run is reported unless that is wanted", () => {
    const rates = [[-1, 6], ...inOrder, [6, 1], [7, 2]];
    expect(read(hourly, {}, longer)).toEqual({ rates, findings: short });
    expect(read(hourly, { atEnd: "repeat" }, longer)).toEqual({ rates, findings: [] });
  });

  test("the nearest rate holds, or there is none", () => {
    expect(read(hourly, { atEnd: "hold" }, longer).rates).toEqual([[-1, 1], ...inOrder.slice(1)]);
    expect(read(hourly, { atEnd: "zero" }, longer).rates).toEqual([[-1, 0], ...inOrder, [6, 0]]);
  });

  test("a day with its last row missing still counts as a day", () => {
    const day = csv(
      ...Array.from({ length: 23 }, (_, at) => `2026-03-01T${String(at).padStart(2, "0")}:00Z,${at + 1}`),
    );
    const { rates } = read(day, { atEnd: "repeat" }, { start: "2026-03-01T22:00", duration: "4h" });
    expect(rates).toEqual([
      [0, 23],
      [2, 1],
      [3, 2],
    ]);
  });
});

describe("a clock.start that is not in the file", () => {
  test("starts with the first row, and reports that", () => {
    const { rates, findings } = read(hourly, {}, { start: "2026-05-01T00:00" });
    expect(rates).toEqual(inOrder);
    const from = Date.UTC(2026, 2, 2) * 1e3;
    expect(findings).toEqual([{ kind: "elsewhere", from, to: from + 6 * hour, begins: from }]);
  });

  test("keeps the time of day, and the weekday, of a file of whole days", () => {
    const week = csv(
      ...Array.from({ length: 7 * 24 }, (_, at) => `${new Date(Date.UTC(2026, 1, 2, at)).toISOString()},${at}`),
    );
    const { rates } = read(week, {}, { start: "2026-05-06T07:00", duration: "2h" }); // a Wednesday, like 2026-02-04
    expect(rates).toEqual([
      [0, 55],
      [1, 56],
    ]);
  });
});

describe("numbers that are not Unix times", () => {
  const counted = csv("0,1", "60000,2", "120000,3");

  test("count from the first row, in seconds unless stated otherwise, which is reported", () => {
    const seconds = read(csv("0,1", "3600,2", "7200,3"), { atEnd: "hold" });
    expect(seconds.rates).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(seconds.findings).toEqual([{ kind: "undated", column: "time" }]);
  });

  test("have the unit that is written", () => {
    const { rates, findings } = read(counted, { timeUnit: "ms", atEnd: "hold" });
    expect(rates).toEqual([
      [0, 1],
      [1 / 60, 2],
      [2 / 60, 3],
    ]);
    expect(findings).toEqual([]);
  });
});

test("without times the rows follow one another from the start, a minute each", () => {
  const { rates, findings } = read("rps\n1\n2\n", { atEnd: "hold" });
  expect([rates, findings]).toEqual([
    [
      [0, 1],
      [1 / 60, 2],
    ],
    [],
  ]);
});
