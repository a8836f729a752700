import { describe, expect, test } from "vitest";
import { price } from "../../sim/experiments/price.js";
import { parseReference } from "../../sim/outcome/reading.js";
import { issuesOf } from "../scenario/reader.js";
import { scenario, simulate } from "../support/simulate.js";

/** A quiet hour of one task that stands for all of a month, with more on its bill. */
const hourWith = (more: string, region = "ap-northeast-1") => `
region: ${region}
clock: { duration: 1h, warmup: 0s, represents: 24h per day }
demand: [ { name: visits, to: web, curve: 3600/h, arrivals: even, request: { steps: [ { cpu: 1ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [], abruptFailuresPerMonth: 0 % } }
${more}
`;

function billed(text: string) {
  const read = scenario(text);
  const [run] = price(read, [simulate(read)]);
  const of = (compute: string) => parseReference(compute).reading.value(run);
  return { run, of, lines: run.bill.lines };
}

describe("OpenSearch Serverless", () => {
  test.each([
    // The least with redundancy: 2 × 0.334 × 730 h in Tokyo, where a bill was seen; at the former four units of us-east-1 it was $701.
    ["ap-northeast-1", 2, 487.64],
    ["us-east-1", 2, 350.4],
    ["us-east-1", 1, 175.2],
    ["us-east-1", 4, 700.8],
  ])("in %s, %d units cost $%d a month whatever is searched", (region, ocus, usd) => {
    const { of } = billed(hourWith(`infrastructure: { openSearchOcus: ${ocus} }`, region));
    expect(of("cost.of.OpenSearch Serverless.perMonth")).toBeCloseTo(usd, 9);
  });

  test("has a minimum, and no price where nobody has seen one: then the row to add is told", () => {
    const few = issuesOf(hourWith("infrastructure: { openSearchOcus: 0.5 }"));
    expect(few[0]).toMatchObject({
      path: "infrastructure.openSearchOcus",
      expected: "0, or at least 1 in steps of 0.5",
    });
    const [abroad] = issuesOf(hourWith("infrastructure: { openSearchOcus: 2 }", "eu-west-1"));
    expect(abroad).toMatchObject({
      code: "no-price",
      got: "no price for OpenSearch Serverless OCU (indexing or search) in eu-west-1",
    });
    expect(abroad.hint).toContain("eu-west-1,OpenSearch Serverless,OCU (indexing or search),OCU-hour,<usd>");
  });
});

describe("what a scenario prices itself", () => {
  const gateway = "{ name: API Gateway, perMillionRequests: $4.25 }";

  test("stands on the bill by the month and by the requests of demands", () => {
    const { of, lines } = billed(hourWith(`infrastructure: { other: [ ${gateway}, { name: CDN, perMonth: $120 } ] }`));
    expect(of("cost.of.CDN.perMonth")).toBeCloseTo(120, 9);
    // A request a second: 3,600 of the hour are 2,628,000 of the month.
    expect(of("cost.of.API Gateway.total")).toBeCloseTo(0.0036 * 4.25, 12);
    expect(of("cost.of.API Gateway.perMonth")).toBeCloseTo(2.628 * 4.25, 9);
    expect(lines.filter(({ item }) => item === "API Gateway")).toMatchObject([{ service: "shared", quantity: 0.0036 }]);
  });

  test("keeps its price where an agreement takes something off AWS's", () => {
    const { of } = billed(
      hourWith("infrastructure: { other: [ { name: CDN, perMonth: $120 } ] }\nprices: { discount: 10 % }"),
    );
    expect(of("cost.of.CDN.perMonth")).toBeCloseTo(120, 9);
    expect(of("cost.of.Fargate.perTaskHour")).toBeCloseTo(0.9 * (0.05056 + 2 * 0.00553), 9);
  });

  test("is refused without a price", () => {
    expect(issuesOf(hourWith("infrastructure: { other: [ { name: CDN } ] }"))[0]).toMatchObject({
      path: "infrastructure.other[0]",
      expected: "perMonth, perMillionRequests or both",
    });
  });
});

describe("a part of the bill", () => {
  test("is that of a service, or of items with these first words, and its parts add up", () => {
    const { of, run } = billed(hourWith("infrastructure: { natGateways: 2, alarms: 3 }"));
    expect(of("cost.of.web.perMonth")).toBeCloseTo((0.05056 + 2 * 0.00553) * 730, 9);
    expect(of("cost.of.NAT gateway.perMonth")).toBeCloseTo(2 * 0.062 * 730, 9);
    expect(of("cost.of.web.total") + of("cost.of.shared.total")).toBeCloseTo(run.bill.totalUsd, 12);
  });

  test("by the task-hour is divided by the hours of its own tasks, what all share by those of all", () => {
    const back = "back: { task: { cpu: 2 vCPU, memory: 4 GB }, desired: 3, scaling: [], abruptFailuresPerMonth: 0 % }";
    const text = hourWith("infrastructure: { natGateways: 2 }").replace("services: {", `services: { ${back},`);
    const { of } = billed(text);
    expect(of("cost.of.web.perTaskHour")).toBeCloseTo(0.05056 + 2 * 0.00553, 9);
    expect(of("cost.of.back.perTaskHour")).toBeCloseTo(2 * (0.05056 + 2 * 0.00553), 9);
    expect(of("cost.of.Fargate.perTaskHour")).toBeCloseTo((7 / 4) * (0.05056 + 2 * 0.00553), 9);
    expect(of("cost.of.NAT gateway.perTaskHour")).toBeCloseTo((2 * 0.062) / 4, 9);
  });

  test("that no bill can have is refused", () => {
    const [issue] = issuesOf(hourWith("claims: [ { document: x, compute: cost.of.wep.perMonth } ]"));
    expect(issue).toMatchObject({ code: "unknown-item", path: "claims[0].compute", hint: "did you mean web?" });
  });
});
