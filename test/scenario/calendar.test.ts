import { describe, expect, test } from "vitest";
import { difference, overlay } from "../../scenarios/language/overlay.js";
import { plain } from "../../scenarios/language/tree.js";
import { parseYaml } from "../../scenarios/language/yaml.js";
import { requestService, reviveDays, reviveScenario } from "../../sim/scenario/index.js";
import { saleMonth } from "../experiments/months.js";
import { issuesOf, read, readGood } from "./reader.js";

const fleet = "extends: good.yaml\nregion: us-east-1\n";
const sale = "variants: { sale: { demand: { turns: { curve: 90/s } } } }\n";
const errors = (text: string) => issuesOf(text).filter(({ severity }) => severity === "error");

describe("a calendar is refused", () => {
  test.each([
    [
      "days that are no month",
      `${sale}calendar: [ { name: usual, days: 29 }, { name: sale, days: 4, variant: sale } ]`,
      /calendar: .*28 to 31, got 33 days/,
    ],
    ["too few days", "calendar: [ { name: usual, days: 20 } ]", /28 to 31, got 20 days/],
    [
      "an unknown variant",
      `${sale}calendar: [ { name: usual, days: 29 }, { name: sale, days: 1, variant: sail } ]`,
      /one of the variants sale, got 'sail'.*sale/,
    ],
    ["a name twice", "calendar: [ { name: usual, days: 20 }, { name: usual, days: 10 } ]", /a name of its own/],
    [
      "a run of a week",
      "clock: { duration: 7d }\ncalendar: [ { name: usual, days: 30 } ]",
      /one day, 24h, or a part of each day/,
    ],
    [
      "a part of a day that is not said to be one",
      "clock: { duration: 10h }\ncalendar: [ { name: usual, days: 30 } ]",
      /represents: 10h per day/,
    ],
    [
      "a part of a week",
      "clock: { duration: 10h, represents: 10h per weekday }\ncalendar: [ { name: usual, days: 30 } ]",
      /a time per day beside a calendar/,
    ],
    [
      "a day in another region",
      "variants: { abroad: { region: eu-west-1 } }\ncalendar: [ { name: usual, days: 29 }, { name: other, days: 1, variant: abroad } ]",
      /a day in us-east-1, as the rest of the month, got one in eu-west-1/,
    ],
    [
      "a day with other services",
      "variants: { more: { services: { extra: { task: { cpu: 1 vCPU, memory: 2 GB } } } } }\ncalendar: [ { name: usual, days: 29 }, { name: other, days: 1, variant: more } ]",
      /the services of the month: web/,
    ],
    [
      "a day that begins at another hour",
      "variants: { late: { clock: { start: 2026-03-03T06:00 } } }\ncalendar: [ { name: usual, days: 29 }, { name: other, days: 1, variant: late } ]",
      /begins at 00:00 in UTC, got one that begins at 06:00/,
    ],
    [
      "a day of another length",
      "variants: { short: { clock: { duration: 12h, represents: 12h per day } } }\ncalendar: [ { name: usual, days: 29 }, { name: other, days: 1, variant: short } ]",
      /a day of 1d, as all of the month/,
    ],
    [
      "beside a ladder",
      `${sale}ladder: { techniques: [ { variant: sale }, { variant: b } ] }\ncalendar: [ { name: usual, days: 30 } ]`,
      /a ladder or a calendar/,
    ],
  ])("%s", (_, text, says) => {
    const lines = errors(fleet + text).map(
      ({ path, expected, got, hint }) => `${path}: ${expected}, got ${got} ${hint ?? ""}`,
    );
    expect(lines.join("\n")).toMatch(says);
  });
});

test("all that is wrong with a day is said where its variant is written", () => {
  const text = `${fleet}calendar: [ { name: usual, days: 29 }, { name: sale, days: 1, variant: sale } ]\nvariants:\n  sale: { demand: { turns: { curve: fast } } }`;
  expect(errors(text)).toMatchObject([{ line: 5, path: expect.stringContaining("curve") }]);
});

test("a spike with a date is told to come every day, unless a calendar gives it a day of its own", () => {
  const spike = "incidents: [ { kind: traffic-spike, at: 12:00, lasts: 1h, factor: 3 } ]";
  const [warning] = issuesOf(fleet + spike);
  expect(warning).toMatchObject({ code: "dated-incident", hint: expect.stringContaining("calendar") });
  const month = `${fleet}calendar: [ { name: usual, days: 29 }, { name: sale, days: 1, variant: sale } ]\nvariants: { sale: { ${spike} } }`;
  expect(issuesOf(month)).toEqual([]);
});

describe("the days of a calendar", () => {
  const month = readGood(saleMonth);

  test("have random numbers of their own and are judged by the month's objectives, its budget apart", () => {
    const [ordinary, other] = month.days.map(({ read }) => read.scenario);
    expect(new Set([month.scenario.seed, ordinary.seed, other.seed]).size).toBe(3);
    expect(other.incidents).toHaveLength(1);
    expect(ordinary.incidents).toEqual([]);
    expect(other.objectives.map(({ text }) => text)).toEqual(["web p99 <= 20s", "web p99 <= 20s for 5m"]);
  });

  test("stand in the resolved scenario, which reads back to the same days", () => {
    const again = readGood(month.resolved);
    expect(again.scenario).toEqual(month.scenario);
    expect(again.days.map(({ read }) => read.scenario)).toEqual(month.days.map(({ read }) => read.scenario));
    const revived = reviveDays(month.resolved, reviveScenario(month.resolved));
    expect(revived.map(({ scenario }) => scenario)).toEqual(month.days.map(({ read }) => read.scenario));
  });

  test("lie over the variant that a call names", () => {
    const called = readGood(
      saleMonth.replace("variants:", "variants:\n  small: { services: { web: { bounds: { max: 3 } } } }"),
      {
        variant: "small",
      },
    );
    expect(called.days.map(({ read }) => read.variant)).toEqual(["small", "small+sale"]);
    const most = called.days.map(({ read }) => requestService("web", read.scenario).bounds.max);
    expect(most).toEqual([3, 3]);
    expect(readGood(called.resolved).days[1].read.scenario).toEqual(called.days[1].read.scenario);
  });

  test("can be read one alone, by their name", () => {
    const alone = readGood(saleMonth, { day: "sale" });
    expect(alone.scenario).toEqual(month.days[1].read.scenario);
    expect(alone.days).toEqual([]);
    expect(read(saleMonth, { day: "sail" })).toMatchObject({ ok: false, issues: [{ hint: "did you mean sale?" }] });
    expect(read(fleet, { day: "sale" })).toMatchObject({ ok: false, issues: [{ code: "unknown-day" }] });
  });
});

test.each([
  [
    { a: 1, b: { c: [1, 2], d: "x" } },
    { a: 2, b: { c: [1], e: { f: 1 } } },
  ],
  [{ s: { kind: "fixed", value: 1 } }, { s: { kind: "uniform", min: 1, max: 2 } }],
  [
    { list: [{ name: "a", n: 1 }], keep: true },
    { list: [{ name: "b" }], keep: true },
  ],
  [{ a: 1 }, { a: 1 }],
])("what differs, laid over %j, makes %j", (below, above) => {
  const tree = (value: unknown) => parseYaml({ path: "x.yaml", text: JSON.stringify(value) }).tree!;
  expect(plain(overlay(tree(below), tree(difference(below, above) ?? {}), []))).toEqual(above);
});
