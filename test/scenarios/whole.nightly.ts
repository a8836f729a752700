import { spawnSync } from "node:child_process";
import { afterAll, expect, test } from "vitest";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { main } from "../cli/sim.js";
import { configurations, requestsOf, shipped } from "./shipped.js";

/** A scenario is run whole, so that more work than this a replication would make a reader wait. */
const attemptsMax = 15_000_000;

/** What a claim asks of, by the variant in which there is none of it. */
const absent: Readonly<Record<string, string>> = {
  // Without provisioned concurrency none of it is used.
  "lambda-provisioned-peak/on-demand": "burst.invocations.environments.provisionedUse",
  // Without Spot no task can be interrupted.
  "offpeak-70spot/unoptimized": "orchestrator.interruptions",
};

const times: { readonly scenario: string; readonly seconds: string; readonly attempts: number }[] = [];

afterAll(() => console.table(times));

/** Variants that go through weeks have their own time; each file as it stands has to be quick. */
const quick = configurations.filter(
  ({ name, variant }) => variant === null || requestsOf(shipped({ name, variant })) <= attemptsMax,
);

/** One replication on one core, as a person runs it: its time is told, and how much work it is has a limit. */
test.each(quick)("$name, variant $variant", ({ name, variant }) => {
  const options = ["--replications", "1", "--workers", "1", "--no-brackets", "--quiet", "--format", "json"];
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [main, "run", `scenarios/${name}.yaml`, ...options, ...(variant === null ? [] : ["--variant", variant])],
    { encoding: "utf8", maxBuffer: 1e9 },
  );
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  expect(stderr).toBe("");
  expect([0, 3]).toContain(status);
  const { services, claims, aborted, calendar }: Outcome = JSON.parse(stdout);
  const simulated = calendar?.types ?? [{ simulated: 1, services }];
  const attempts = simulated.reduce((sum, type) => sum + type.simulated * attemptsIn(type.services), 0);
  times.push({ scenario: variant === null ? name : `${name} (${variant})`, seconds, attempts });
  expect(aborted).toBeNull();
  const unanswered = claims.filter(({ computed }) => computed.value === null).map(({ compute }) => compute);
  const expected = absent[`${name}/${variant}`];
  expect(unanswered).toEqual(expected === undefined ? [] : [expected]);
  expect(attempts).toBeLessThan(attemptsMax);
});

function attemptsIn(services: Outcome["services"]): number {
  return Object.values(services).reduce((sum, { requests }) => sum + (requests?.attempts ?? 0), 0);
}
