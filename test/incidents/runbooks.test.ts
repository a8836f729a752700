import { describe, expect, test } from "vitest";
import { assumptionsOf } from "../../sim/scenario/assumptions.js";
import { sum } from "../../sim/statistics/sum.js";
import { issuesOf } from "../scenario/reader.js";
import { onlyService, scenario, simulate } from "../support/simulate.js";

/**
 * Three Spot tasks in three zones, a request a second to each; five seconds into minute 10 the one of zone 1 is told to go,
 * and 30 s later it is killed. So a third of the tasks is interrupted within the ten minutes that end with minute 10 to 19.
 */
const fleet = (incident: string, { duration = "30m", wait = "100ms" } = {}) =>
  scenario(`
region: us-east-1
clock: { duration: ${duration}, warmup: 3m }
demand: [{ name: load, to: web, curve: 3/s, arrivals: even, request: { steps: [ { wait: ${wait} } ] } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, image: 1.5 GB }
    desired: 3
    scaling: []
    availabilityZoneRebalancing: DISABLED
    capacity: { FARGATE_SPOT: { weight: 1 } }
    drain: { deregistrationLag: 0s }
    abruptFailuresPerMonth: 0 %
markets: { default: { interruptionsPerMonth: 0 % } }
incidents:
  - { kind: spot-crunch, at: 605s, market: default, takes: 100 %, within: 0s, lasts: 1s, zones: 1 }
${incident && `  - { ${incident} }`}
`);

const actedAt = (incident: string, options?: Parameters<typeof fleet>[1]) =>
  simulate(fleet(incident, options))
    .events.filter(({ kind }) => kind === "runbook")
    .map(({ at }) => at / 60e6);

const deploys = (breach: string) => `kind: deployment, service: web, onBreach: web ${breach}`;

describe("a breach in minute 10", () => {
  test.each([
    ["is acted on at its end", "interruptedTasks <= 10 %", [11]],
    ["that lasts for five minutes is acted on at the end of the fifth", "interruptedTasks <= 10 % for 5m", [15]],
    ["that lasts for its ten minutes, at the end of the tenth", "interruptedTasks <= 10 % for 10m", [20]],
    ["does not last for an eleventh", "interruptedTasks <= 10 % for 11m", []],
    ["is of minutes that are over: half a minute more is one more", "interruptedTasks <= 10 % for 270s", [15]],
    ["is none where the limit is what came", "interruptedTasks <= 33.4 %", []],
    ["comes again so long after the last time", "interruptedTasks <= 10 %, rearmAfter: 3m", [11, 15, 19]],
    ["has to last anew after that time", "interruptedTasks <= 10 % for 2m, rearmAfter: 3m", [12, 17]],
  ])("%s", (_, breach, minutes) => {
    expect(actedAt(deploys(breach))).toEqual(minutes);
  });

  test("is seen by errors that come in it, and by tasks that are missing at its end", () => {
    expect(actedAt(deploys("errorRate <= 0 %"), { wait: "45s" })).toEqual([11]);
    expect(actedAt(deploys("interruptionErrors <= 0.5 %"), { wait: "45s" })).toEqual([11]);
    expect(actedAt(deploys("p50 <= 99ms for 2m"))).toEqual([2]); // each takes 100 ms, from minute 0 on
  });

  test("brings about each kind of incident that can wait for one, at that instant, and the journal says which breach", () => {
    const breach = "onBreach: web interruptedTasks <= 10 %";
    const safe = "services: { web: { task: { cpu: 2 vCPU, memory: 4 GB }, capacity: { FARGATE: { weight: 1 } } } }";
    const comes = (incident: string) =>
      simulate(fleet(incident))
        .events.filter(({ kind }) => ["runbook", "kill-switch", "deployment"].includes(kind))
        .slice(0, 2)
        .map(({ at, kind, service }) => [at / 60e6, kind, service]);
    const runbook = [11, "runbook", "web"];
    expect(comes(`kind: kill-switch, to: safe, ${safe}, ${breach}`)).toEqual([runbook, [11, "kill-switch", "web"]]);
    expect(comes(`kind: deployment, service: web, ${breach}`)).toEqual([runbook, [11, "deployment", "web"]]);
    const onDemand = "service: web, capacity: { FARGATE: { weight: 1 } }";
    expect(comes(`kind: strategy-switch, ${onDemand}, ${breach}`)).toEqual([runbook, [11, "deployment", "web"]]);
    const { events } = simulate(fleet(`kind: kill-switch, to: safe, ${safe}, ${breach}`));
    expect(events.find(({ kind }) => kind === "runbook")!.message).toBe(
      "broken: web interruptedTasks <= 10 %; the runbook sets off a kill switch",
    );
  });

  test("does not keep an incident from its own moments", () => {
    const { events } = simulate(fleet(`at: 5m, ${deploys("interruptedTasks <= 10 %")}`));
    const begun = events.filter(({ kind, message }) => kind === "deployment" && message.includes("begins"));
    expect(begun.map(({ at }) => at / 60e6)).toEqual([5, 11]);
  });

  test("at the end of the run nobody acts on", () => {
    expect(actedAt(deploys("interruptedTasks <= 10 %"), { duration: "11m" })).toEqual([]);
    expect(actedAt(deploys("interruptedTasks <= 10 %"), { duration: "690s" })).toEqual([11]);
  });
});

test("a breach that never comes changes nothing of a run", () => {
  const { services, usage } = simulate(fleet(deploys("errorRate <= 100 %")));
  const without = simulate(fleet(""));
  expect(services.web.minutes).toEqual(without.services.web.minutes);
  expect(usage).toEqual(without.usage);
});

test("the interrupted tasks of all minutes are those of the run", () => {
  const { minutes, spot } = onlyService(simulate(fleet("")));
  expect([...minutes.tasksInterrupted.keys()].filter((minute) => minutes.tasksInterrupted[minute] > 0)).toEqual([10]);
  expect(sum(minutes.tasksInterrupted)).toBe(spot.interruptions);
});

test("a prediction says when a breach is looked at, where one is waited for", () => {
  const said = (incident: string) => assumptionsOf(fleet(incident)).filter((words) => words.includes("onBreach"));
  expect(said("")).toEqual([]);
  expect(said(deploys("errorRate <= 1 %"))).toEqual([expect.stringContaining("when a minute of the run ends")]);
});

describe("refused is", () => {
  const issueOf = (keys: string) =>
    issuesOf(`extends: good.yaml\nincidents: [ { kind: deployment, service: web, ${keys} } ]`)[0];

  test.each([
    ["a metric that only a whole run has", "onBreach: web interruptions <= 10 % for 15m", /interruptedTasks/],
    ["a metric of nobody", "onBreach: p99 <= 3s", /names a service/],
    ["a demand's", "onBreach: web/turns p99 <= 3s", /names a service/],
    ["money", "onBreach: cost perMonth <= $9", /names a service/],
    ["a part of the day", "onBreach: 'web p99 <= 3s during 09:00-23:00'", /no 'during'/],
    ["a share of replications", "onBreach: web p99 <= 3s in 95 % of replications", /'of replications'/],
    ["a breach instead of what holds", "onBreach: web errorRate > 1 %", /what has to hold/],
    ["a service that there is not", "onBreach: wep p99 <= 3s", /did you mean web|web/],
    ["a metric that the service does not tell", "onBreach: web backlog <= 5", /it tells/],
  ])("%s, with a remedy", (_, keys, remedy) => {
    const issue = issueOf(keys);
    expect(issue).toMatchObject({ severity: "error", path: "incidents[0].onBreach" });
    expect(issue.hint).toMatch(remedy);
  });

  test("a time to wait again without a breach, and an incident without any cause", () => {
    expect(issueOf("at: 5m, rearmAfter: 5m").expected).toContain("onBreach beside rearmAfter");
    expect(issueOf("task: { cpu: 1 vCPU, memory: 2 GB }").expected).toContain("at, cron or onBreach");
  });

  test("nothing that cannot come within the run, but it is warned of", () => {
    const text =
      "extends: good.yaml\nclock: { duration: 10m }\nincidents: [ { kind: deployment, service: web, onBreach: web p99 <= 3s for 10m } ]";
    expect(issuesOf(text)).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        path: "incidents[0].onBreach",
        code: "incident-outside-run",
      }),
    );
  });
});
