import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { aggregate } from "../../sim/outcome/aggregate.js";
import { clockOutcome } from "../../sim/outcome/wall-clock.js";
import { scenarioShape } from "../../sim/scenario/shape.js";
import { aspectsOf } from "../../sim/services/service-shape.js";
import { Clock } from "../../workload/clock.js";
import { readGood } from "../scenario/reader.js";
import { billOf, simulate } from "../support/simulate.js";
import { base, type Entry } from "./entry.js";
import { harnessViews } from "./harness-views.js";
import { keyPaths } from "./key-paths.js";
import { keys } from "./keys.js";

const rates = "t,u,r,q\n0,0,10,4\n60,90,6,12\n120,180,14,3\n180,270,7,8\n240,360,10,10\n";
const arrivals = `t,u\n${Array.from({ length: 200 }, (_, n) => `${n + 1},${2 * n + 1}`).join("\n")}\n`;
const shipped = readFileSync(new URL("../../sim/cost/prices/aws.csv", import.meta.url), "utf8");
const hours = Array.from(
  { length: 12 },
  (_, n) => `2026-03-02T${String(6 + (n >> 1)).padStart(2, "0")}:${n % 2 === 0 ? "00" : "30"}`,
);
const files = {
  "times.csv": `t,r\n${hours.map((time, n) => `${time},${3 + n}`).join("\n")}\n`,
  "holes.csv": "t,u,r,q\n0,0,10,4\n60,90,6,12\n240,270,8,8\n300,360,10,10\n360,450,9,9\n",
  "prices.csv": shipped.replaceAll("vCPU-hour,0.05056", "vCPU-hour,0.06056"),
  "rates.csv": rates,
  "other.csv": rates.replaceAll(",6,", ",9,"),
  "arrivals.csv": arrivals,
  "others.csv": arrivals.replace("\n7,", "\n7.5,"),
};

/** A shape that stands in several places has its keys in the first; a distribution's are held by the laws of distributions. */
const sameShape: readonly (readonly [place: string, first: string])[] = [
  ["demand[].classes[].", "demand[].request."],
  ["demand[].session.message.", "demand[].request."],
  ["demand[].request.steps[].retries.", "demand[].request.retries."],
  ["services.*.request.", "demand[].request."],
  ["services.*.<dependency>.retries.", "demand[].request.retries."],
  ["services.*.classes[].", "demand[].request."],
  ["services.*.<lambda>.request.", "demand[].request."],
  ["services.*.<lambda>.classes[].", "demand[].request."],
  ["services.*.<lambda>.scaling[].", "services.*.scaling[]."],
  ["services.*.<websocket-service>.", "services.*."],
  ["services.*.<queue>.request.", "demand[].request."],
  ["services.*.<queue>.classes[].", "services.*.classes[]."],
  ["services.*.<worker-service>.", "services.*."],
  ["incidents[].<deployment>.task.", "services.*.task."],
  ["incidents[].<kill-switch>.services.*.task.", "services.*.task."],
  ["incidents[].<kill-switch>.services.*.capacity.", "services.*.capacity."],
  ["incidents[].<strategy-switch>.capacity.", "services.*.capacity."],
  ["services.*.<run-launcher>.capacity.", "services.*.capacity."],
  ["services.*.instances.EC2_SPOT.", "services.*.instances.EC2."],
  ["services.*.instances.EC2.scaling[].", "services.*.scaling[]."],
  ["demand[].curve.<product>.by", "demand[].curve.<product>.by"],
];

function pathsOfShape(): readonly string[] {
  const all = new Set(keyPaths(scenarioShape, isDistribution));
  const paths = new Set(all);
  for (const path of all) {
    for (const [place, first] of sameShape) {
      if (!path.startsWith(place) || path === first) continue;
      const same = first + path.slice(place.length);
      if (all.has(same) || place === first) paths.delete(path);
      if (place === first) paths.add(first);
    }
  }
  return [...paths].sort();
}

function isDistribution(schema: { oneOf?: unknown; anyOf?: unknown }): boolean {
  return JSON.stringify([schema.oneOf, schema.anyOf]).includes('"const":"lognormal"');
}

const once = new Map<string, string>();

/** What a run does and costs, or what the page of several runs says, without the scenario's own words. */
function outcome(by: "run" | "page", settings: readonly string[]): string {
  const key = [by, ...settings].join("\n");
  const known = once.get(key);
  if (known !== undefined) return known;
  const read = readGood(base, { files, set: settings });
  const made = by === "run" ? runOf(read) : pageOf(read);
  once.set(key, made);
  return made;
}

type Read = ReturnType<typeof readGood>;

function runOf(read: Read): string {
  const replication = simulate(read);
  const { digest, aborted, services } = replication;
  const { totalUsd, perMonthUsd, lines } = billOf(read, replication);
  return JSON.stringify([digest, aborted, services, totalUsd, perMonthUsd, lines]);
}

function pageOf(read: Read): string {
  const { scenario } = read;
  const runs = Array.from({ length: scenario.replications }, (_, index) => {
    const replication = simulate(read, index);
    return { replication, bill: billOf(read, replication) };
  });
  const clock = new Clock(scenario.clock);
  return JSON.stringify(
    aggregate(
      {
        kind: "predicted",
        scenario: "",
        about: "",
        variant: null,
        version: "",
        seed: 1,
        replicationsAsked: 1,
        clock: clockOutcome(clock),
        assumptions: [],
        services: aspectsOf(scenario.services),
        strata: [],
        objectives: scenario.objectives,
        defaults: {},
        claims: scenario.claims,
      },
      runs,
    ),
  );
}

test("every key of a scenario has an entry that shows what it does", () => {
  const missing = pathsOfShape().filter((path) => !Object.hasOwn(keys, path));
  expect(
    missing,
    "add a line for each to test/keys/keys.ts or service-keys.ts: run(setting, ...given) with a setting that changes a run, page(...) for " +
      "verdicts and claims, harness(view, setting, ...given) or tested(file, title) where real load alone reads it, words(why) for text",
  ).toEqual([]);
});

test("every entry is of a key that there is", () => {
  const paths = new Set(pathsOfShape());
  expect(Object.keys(keys).filter((path) => !paths.has(path))).toEqual([]);
});

const entriesBy = <B extends Entry["by"]>(...kinds: readonly B[]) =>
  Object.entries(keys).filter((entry): entry is [string, Extract<Entry, { by: B }>] =>
    (kinds as readonly string[]).includes(entry[1].by),
  );

/** In eight minutes a rare thing may not happen: a key that matters shows by one of these. */
const seeds = [1, 2, 3, 4, 5].map((seed) => `seed=${seed}`);

describe("a key changes what comes of the scenario", () => {
  test.each(entriesBy("run", "page"))("%s", (_, { by, setting, given }) => {
    const changes = seeds.some((seed) => outcome(by, [...given, seed, setting]) !== outcome(by, [...given, seed]));
    expect(changes).toBe(true);
  });
});

describe("a key changes what real load makes of the scenario", () => {
  test.each(entriesBy("harness"))("%s", async (_, { view, setting, given }) => {
    const seen = async (set: readonly string[]) =>
      JSON.stringify(await harnessViews[view](readGood(base, { files, set, staging: true })));
    expect((await seen([...given, setting])) === (await seen(given))).toBe(false);
  });
});

test.each(entriesBy("test"))("%s is shown by the test that is named, which sets it", (path, { file, title }) => {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  expect(text).toContain(`"${title}"`);
  const key = path.split(".").at(-1)!;
  expect(text).toMatch(new RegExp(`\\b${key}\\b[:=]`));
});
