import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Aspect } from "../../sim/facts/aspect.js";
import type { Estimate } from "../../sim/facts/estimates.js";
import type { AspectName } from "../../sim/facts/facts.js";

interface TokenFacts {
  readonly spent: number;
}

/** What a file in `sim/facts/aspects` would hold. */
const tokens = {
  name: "tokens",
  columns: [
    { name: "tokens", unit: "count", adds: "sum", chart: { name: "tokens", shows: "effect", gather: "largest" } },
  ],
  metrics: [
    {
      name: "tokensSpent",
      field: "tokens.spent",
      unit: "count",
      about: "Tokens that were spent.",
      fold: "estimate",
      isHeadline: true,
      compared: { as: "tokens spent" },
      value: ({ spent }: TokenFacts) => spent,
      minute: (minutes: { readonly tokens: Float64Array }, minute: number) => [minutes.tokens[minute], 1] as const,
    },
  ],
  words: {
    headline: ({ tokens }: { tokens: { spent: Estimate } }) => [["lost", `${tokens.spent.value} tokens`]] as const,
    rows: ({ tokens }: { tokens: { spent: Estimate } }) => [["tokens spent", `${tokens.spent.value}`]] as const,
    lines: ({ tokens }: { tokens: { spent: Estimate } }) => [["tokens", `${tokens.spent.value} were spent`]] as const,
  },
} as unknown as Aspect;

type Aspects = typeof import("../../sim/facts/aspects/index.js");
type Services = typeof import("../../sim/services/index.js");

/** The word in the list, and a kind of service that tells of it: a thousand tokens a minute. */
beforeEach(() => {
  vi.resetModules();
  vi.doMock("../../sim/facts/aspects/index.js", async (original) => ({
    aspects: [...(await original<Aspects>()).aspects, tokens],
  }));
  vi.doMock("../../sim/services/index.js", async (original) => {
    const [request] = (await original<Services>()).services;
    const create: typeof request.create = (config, context) => {
      const service = request.create(config, context);
      const facts = service.facts.bind(service);
      service.facts = () => {
        const own = facts();
        const minutes = { ...own.minutes, tokens: own.minutes.arrived.map(() => 1_000) };
        return { ...own, minutes, tokens: { spent: 1_000 * minutes.tokens.length } };
      };
      return service;
    };
    const spending = { ...request, kind: "spending", aspects: [...request.aspects, "tokens" as AspectName], create };
    return { services: [request, spending] };
  });
});

afterEach(() => {
  vi.doUnmock("../../sim/facts/aspects/index.js");
  vi.doUnmock("../../sim/services/index.js");
  vi.resetModules();
});

const web = (objective: string, kind = "spending") => `
region: us-east-1
clock: { duration: 3m, warmup: 0s, represents: 24h per day }
demand: [ { name: load, to: web, curve: 3/s, request: { steps: [ { cpu: 200ms } ] } } ]
services: { web: { kind: ${kind}, task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2, scaling: [] } }
objectives: [ ${objective} ]
`;

async function outcomeOf(objective: string) {
  const { billOf, scenario, simulate } = await import("../support/simulate.js");
  const { aggregate, clockOutcome } = await import("../../sim/outcome/index.js");
  const { aspectsOf } = await import("../../sim/scenario/index.js");
  const { Clock } = await import("../../workload/clock.js");
  const read = scenario(web(objective));
  const replication = simulate(read);
  const runs = [{ replication, bill: billOf(read, replication) }];
  const { name, about, seed, clock, services, objectives } = read.scenario;
  const strata = [{ name: "all", probability: 1, about: "" }];
  const outcome = aggregate(
    {
      ...{ kind: "predicted", scenario: name, about, variant: null, version: "0", seed, replicationsAsked: 1 },
      ...{ clock: clockOutcome(new Clock(clock)), assumptions: [], claims: [] },
      ...{ services: aspectsOf(services), strata, objectives },
    },
    runs.map((run) => ({ ...run, replication: { ...run.replication, stratum: "all" } })),
  );
  return { outcome, runs, read };
}

test("an aspect is one file and one word: it is in outcome.json, its series, every page, objectives and strata", async () => {
  const { outcome } = await outcomeOf("web tokensSpent <= 4000, tokensSpent <= 900 for 2m");
  const { reporters, seriesCsv } = await import("../../reports/index.js");
  const print = (format: string) => reporters.find((each) => each.format === format)!.print(outcome, { color: false });
  expect(JSON.parse(print("json")).services.web.tokens.spent.value).toBe(3_000);
  expect(seriesCsv(outcome)).toMatch(/^time,service,.*,memory,tokens\n.*,1000\n/);
  expect(print("text")).toMatch(/ {2}lost .*of requests failed · 3000 tokens\n/);
  expect(print("text")).toMatch(/\n {2}tokens +[▁▂▃▄▅▆▇█]/);
  expect(print("text")).toMatch(/\n {2}tokens +3000 were spent\n/);
  expect(print("markdown")).toContain("| web tokens spent | 3000 |");
  expect(print("csv")).toContain(",web,tokens.spent,count,3000,");
  expect(outcome.objectives.map(({ verdict }) => verdict)).toEqual(["met", "missed"]);
  expect(outcome.strata[0].measures["web.tokens.spent"].value).toBe(3_000);
});

test("an aspect is compared where a prediction is held against an observed run", async () => {
  const { runs, outcome } = await outcomeOf("");
  const { verify } = await import("../../sim/outcome/verification/index.js");
  const { measured } = await import("../outcome/verification-facts.js");
  const { services } = verify({
    ...{ predicted: outcome, runs, sameArrivals: runs, strata: [], objectives: [], stepsAlone: new Map(), notes: [] },
    ...{ measured: measured({ targets: { web: "http://127.0.0.1" } }), measuredRun: runs[0] },
  });
  expect(services.web.measures.at(-1)).toMatchObject({ name: "tokens spent", field: "tokens.spent", measured: 3_000 });
});

test("a service that does not tell it has no such group, and an objective on it is refused with what the service tells", async () => {
  const { issuesOf } = await import("../scenario/reader.js");
  const refused = issuesOf(web("web tokensSpent <= 4000", "request-service")).filter(
    ({ severity }) => severity === "error",
  );
  expect(refused).toMatchObject([
    {
      path: "objectives[0]",
      hint: expect.stringMatching(/^web has no tokensSpent; it tells latency \(.*p95, .*requests \(errorRate, /),
    },
  ]);
  expect(issuesOf(web("web tokensSpent <= 4000")).filter(({ severity }) => severity === "error")).toEqual([]);
});
