import { describe, expect, test } from "vitest";
import { formatIssue } from "../../scenarios/language/index.js";
import { assumptionsOf } from "../../sim/scenario/index.js";
import { undrivable } from "../../sim/scenario/request-services.js";
import { issuesOf } from "../scenario/reader.js";
import { latencyOf, scenario, simulate, type WholeFacts } from "../support/simulate.js";

/** A service of one slot, four requests a second of 400 ms each: at 0, 250, 500 ms … every other one finds no room. */
const yaml = (
  web: string,
  burst = "kind: lambda, memory: 1769 MB, placement: 0s, provisioned: { desired: 9 }",
  request = "",
) => `
region: us-east-1
clock: { duration: 60s, warmup: 0s }
demand: [ { name: turns, to: web, curve: 4/s, arrivals: even, request: { steps: [ { wait: 400ms } ]${request} } } ]
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 1, queue: 0 }, desired: 1, scaling: [], abruptFailuresPerMonth: 0 %, ${web} }
  burst: { ${burst} }
`;

type Both = Readonly<Record<"web" | "burst", WholeFacts>>;
const run = (text: string) => simulate(scenario(text)).services as unknown as Both;

describe("overflow", () => {
  test("hands over every request that finds no slot and no queue: the same steps are done elsewhere", () => {
    const { web, burst } = run(yaml("overflow: { to: burst }"));
    expect(web.requests.completed).toBe(web.requests.arrived);
    expect(Math.abs(burst.requests.arrived - web.requests.arrived / 2)).toBeLessThanOrEqual(1);
    expect(burst.requests.completed).toBe(burst.requests.arrived);
    expect([latencyOf(web).mean, latencyOf(web).max, latencyOf(burst).max]).toEqual([400_000, 400_000, 400_000]);
  });

  test("adds the latency of the other service, and costs nobody who finds room", () => {
    const { web } = run(
      yaml("overflow: { to: burst }", "kind: lambda, memory: 512 MB, latency: 30ms, provisioned: { desired: 9 }"),
    );
    expect(latencyOf(web).max).toBe(430_000);
    expect(latencyOf(web).mean).toBeCloseTo(415_000, -3);
  });

  test("takes what a service without any task gets", () => {
    const { web, burst } = run(
      yaml("overflow: { to: burst }").replace("desired: 1,", "desired: 0, bounds: { min: 0, max: 1 },"),
    );
    expect([web.requests.completed, burst.requests.completed]).toEqual([240, 240]);
  });

  test("a request that fails there fails here, by the same cause", () => {
    const { web, burst } = run(
      yaml("overflow: { to: burst }", "kind: lambda, memory: 512 MB, reservedConcurrency: 5", ", errors: 100 %"),
    );
    expect(web.requests.failedBy.unexpected).toBe(web.requests.arrived);
    expect(burst.requests.failedBy.unexpected).toBe(burst.requests.arrived);
  });

  test("a client gives up at its own timeout, and tries again where it came first", () => {
    const { web, burst } = run(
      yaml(
        "overflow: { to: burst }",
        "kind: lambda, memory: 512 MB, placement: 300ms, keepAlive: 1s, reservedConcurrency: 20",
        ", timeout: 500ms, retries: { attempts: 1, backoff: { initial: 10ms, jitter: none } }",
      ),
    );
    expect(web.requests.attempts).toBeGreaterThan(web.requests.arrived);
    expect(burst.requests.attempts).toBe(burst.requests.arrived); // nobody waits there for an answer of its own
    const { completed, failedBy, arrived } = web.requests;
    expect(completed + failedBy.timeout).toBe(arrived);
  });

  test("goes to any service that takes calls", () => {
    const second = "task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [], abruptFailuresPerMonth: 0 %";
    const { web, burst } = run(yaml("overflow: { to: burst }", second));
    expect(web.requests.completed).toBe(web.requests.arrived);
    expect(burst.requests.completed).toBe(120);
  });
});

test("no real load is driven with an overflow, said in a sentence", () => {
  const second = "task: { cpu: 1 vCPU, memory: 2 GB }";
  expect(undrivable(scenario(yaml("overflow: { to: burst }", second)).scenario)).toMatch(
    /^the overflow of web is only simulated/,
  );
  expect(assumptionsOf(scenario(yaml("overflow: { to: burst }", second)))).toContainEqual(
    expect.stringMatching(/^web hands a request over to burst that finds no task/),
  );
});

describe("an overflow is refused", () => {
  const issues = (text: string) => issuesOf(text).map(formatIssue).join("\n");

  test("to a service that is not there", () => {
    expect(issues(yaml("overflow: { to: brust }"))).toMatch(
      /services\.web\.overflow\.to: expected one of the services web, burst, got 'brust' \(did you mean burst\?\)/,
    );
  });

  test.each([
    ["kind: websocket-service, task: { cpu: 1 vCPU, memory: 2 GB }", "websocket-service"],
    ["kind: run-launcher, profile: small", "run-launcher"],
  ])("to a service that takes only what a demand sends, as a call is: %s", (burst, kind) => {
    const said = (at: string) =>
      `${at}: expected a service that takes requests of other services, got 'burst' (${kind}) (that is web)`;
    expect(issues(yaml("overflow: { to: burst }", burst))).toContain(said("services.web.overflow.to"));
    const calling = yaml("request: { steps: [ { wait: 1s } ] }", burst).replace("{ wait: 400ms }", "{ call: burst }");
    expect(issues(calling)).toContain(said("demand[0].request.steps[0].call"));
    expect(issues(calling)).not.toContain("services.burst.request");
  });

  test("to itself, and in a circle, once", () => {
    expect(issues(yaml("overflow: { to: web }"))).toMatch(
      /overflow\.to: expected a service that does not hand over to this one again, got web → web/,
    );
    const second = "task: { cpu: 1 vCPU, memory: 2 GB }, overflow: { to: web }";
    expect(issues(yaml("overflow: { to: burst }", second)).match(/web → burst → web/g)).toHaveLength(1);
  });
});
