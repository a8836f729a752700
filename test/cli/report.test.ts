import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { pageOf } from "../../reports/html/index.js";
import { keepNight } from "../../sim/cli/results/night-files.js";
import { readResult, readResults } from "../../sim/cli/results/read-result.js";
import { pageScript } from "../../sim/experiments/package-assets.js";
import type { Night } from "../../sim/outcome/history.js";
import { sim } from "./sim.js";

const folder = mkdtempSync(join(tmpdir(), "fleetcast-report-"));
afterAll(() => rmSync(folder, { recursive: true }));
const scenario = join(folder, "web.yaml");
writeFileSync(
  scenario,
  `region: us-east-1
clock: { duration: 3h, warmup: 0s }
demand: [ { name: calls, to: web, curve: 5/s, request: { steps: [ { cpu: 100ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2, scaling: [] } }
objectives: [ web p99 <= 500ms ]
`,
);
const run = join(folder, "run");
const both = join(folder, "both");

test("a run is drawn again as the page that it wrote itself, and its charts as files of SVG", () => {
  expect(sim(["run", scenario, "--replications", "2", "--quiet", "--out", run]).code).toBe(0);
  const own = readFileSync(join(run, "report.html"), "utf8");
  const again = join(folder, "again.html");
  expect(sim(["report", run, "--out", again])).toMatchObject({ code: 0, stdout: `${again}\n` });
  expect(readFileSync(again, "utf8")).toBe(own);
  expect(sim(["report", run, "--format", "svg"])).toMatchObject({ code: 0, stderr: "" });
  const files = readdirSync(join(run, "charts"));
  expect(files).toContain("01-web-traffic.svg");
  for (const file of files) {
    const svg = readFileSync(join(run, "charts", file), "utf8");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [^>]*role="img"/);
    expect(svg.match(/<path/g)!.length).toBeGreaterThan(3);
  }
});

test("a comparison, a sweep, and several results have pages", () => {
  const sized = join(folder, "sweep");
  expect(sim(["compare", scenario, scenario, "--replications", "2", "--quiet", "--out", both]).code).toBe(0);
  const vary = ["--vary", "services.web.desired=2,3"];
  expect(sim(["sweep", scenario, ...vary, "--replications", "2", "--quiet", "--out", sized]).code).toBe(0);
  for (const [folder, words] of [
    [both, "Where the money goes"],
    [sized, "Every combination"],
  ]) {
    const own = readFileSync(join(folder, "report.html"), "utf8");
    expect(own).toContain(words);
    const [{ result, events }] = readResults(folder);
    expect(pageOf(result, events, pageScript())).toBe(own);
  }
  expect(sim(["report", both, sized, run, "--out", join(folder, "all.html")]).code).toBe(0);
  const page = readFileSync(join(folder, "all.html"), "utf8");
  for (const words of ["Where the money goes", "Sweep of web", "The bill of a run"]) expect(page).toContain(words);
  expect(statSync(join(folder, "all.html")).size).toBeLessThan(1_500_000);
});

test("the nights of a folder are a history of each scenario", () => {
  const night = (index: number, scenario: string): Night => ({
    ...{
      schema: 1,
      kind: "night",
      at: `2026-01-0${index + 1}T02:00:00.000Z`,
      scenario,
      variant: null,
      version: "0.1.0",
    },
    ...{ valid: true, verdicts: { met: 1, missed: 0, open: 0 } },
    numbers: [{ name: "web p99", unit: "ms", value: 200 + index }],
  });
  const nights = join(folder, "nights");
  for (const [index, scenario] of ["web", "api", "web"].entries()) keepNight(nights, night(index, scenario));
  const results = readResults(nights).map(({ result }) => result);
  expect(results).toMatchObject([
    { kind: "history", scenario: "web", nights: [{}, {}] },
    { kind: "history", scenario: "api", nights: [{}] },
  ]);
});

test("what is no result is refused with what was expected", () => {
  const broken = join(folder, "broken");
  expect(sim(["report", join(folder, "nowhere")])).toMatchObject({ code: 2 });
  expect(sim(["report", folder]).stderr).toMatch(
    /expected a folder with one of outcome\.json, comparison\.json, .*sweep\.json, verification\.json/,
  );
  expect(sim(["run", scenario, "--replications", "1", "--quiet", "--out", broken]).code).toBe(0);
  writeFileSync(join(broken, "outcome.json"), `{ "kind": "predicted"`);
  expect(sim(["report", broken])).toMatchObject({ code: 2 });
  writeFileSync(join(broken, "outcome.json"), `{ "kind": "predicted", "services": {} }`);
  expect(sim(["report", broken]).stderr).toContain("figures is not there or not what this version writes");
});

test("a file of any name is the result that it says it is, and what another version wrote ends in no stack", () => {
  const whole = JSON.parse(readFileSync(join(run, "outcome.json"), "utf8"));
  const written = (name: string, value: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(value));
    return join(folder, name);
  };
  expect(readResult(written("before-outcome.json", whole)).result).toEqual(whole);
  expect(() => readResult(written("newer.json", { ...whole, schema: 2 }))).toThrow("is of schema 2");
  expect(() => readResult(written("list.json", [1]))).toThrow("expected a result");
  const { code, stderr } = sim(["report", written("lacking.json", { ...whole, cost: {} }), "--out", join(folder, "x")]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/lacking.json: lacks something .*again/) });
});
