import { describe, expect, test } from "vitest";
import { balancerOrder } from "../../harness/staging/orders.js";
import type { Replication } from "../../sim/outcome/replication.js";
import { assumptionsOf, type ReadScenario, reviveScenario } from "../../sim/scenario/index.js";
import { issuesOf, readGood } from "../scenario/reader.js";
import { billOf, simulate } from "../support/simulate.js";

/**
 * Two hours in us-east-1, even arrivals of 10 ms: web gets 10/s, admin 2/s, api nothing in the first hour and 5/s of 50 KB in
 * the second. Every request opens a connection, which is closed at once.
 */
const fleet = `
region: us-east-1
clock: { duration: 2h, warmup: 0s, represents: 2h per day }
demand:
  - { name: pages, to: web, arrivals: even, curve: 10/s, request: { steps: [ { wait: 10ms } ], requestSize: 0 B, responseSize: 1 KB } }
  - name: calls
    to: api
    arrivals: even
    curve: { kind: steps, steps: [ { at: 0s, rate: 0/s }, { at: 1h, rate: 5/s } ] }
    request: { steps: [ { wait: 10ms } ], requestSize: 0 B, responseSize: 50 KB }
  - { name: chores, to: admin, arrivals: even, curve: 2/s, request: { steps: [ { wait: 10ms } ], requestSize: 0 B, responseSize: 0 B } }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [] }
  api: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [] }
  admin: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [] }
infrastructure: { requestsPerConnection: 1, connectionIdle: 0s }
`;
const apart = [
  "services.web.balancer.name=edge",
  "services.api.balancer.name=edge",
  "services.admin.balancer.name=ops",
];
const typical = "infrastructure=typical";
const internal = "services.admin.balancer.scheme=internal";

const read = (...set: readonly string[]): ReadScenario => readGood(fleet, { set });

/** Lines of what a run of these settings costs, of the items whose names begin so. */
function linesOf(item: string, set: readonly string[], run: (read: ReadScenario) => Replication = simulate) {
  const scenario = read(...set);
  return billOf(scenario, run(scenario)).lines.filter((line) => line.item.startsWith(item));
}

const gigabyte = 2 ** 30;

describe("two services behind one balancer and a third behind its own", () => {
  // An hour's LCU is the most of its dimensions, each summed over the services. edge: 10/s ÷ 25 = 0.4 by new connections in
  // the first hour; in the second 15/s ÷ 25 = 0.6, and by bytes 18,000 × 50 KB + 36,000 × 1 KB = 0.893 GB, which is more.
  // ops: 2/s ÷ 25 = 0.08 in each.
  const edge = 0.4 + (18_000 * 51_200 + 36_000 * 1_024) / gigabyte;
  const ops = 2 * 0.08;

  test("are charged the LCU of each, by the hour, and the hours of both", () => {
    const lcu = linesOf("ALB capacity units", apart);
    expect(lcu.map(({ service, item }) => `${service}: ${item}`)).toEqual([
      "shared: ALB capacity units (edge)",
      "shared: ALB capacity units (ops)",
    ]);
    expect(lcu[0].quantity).toBeCloseTo(edge, 9);
    expect(lcu[0].usd).toBeCloseTo(edge * 0.008, 12);
    expect(lcu[1].quantity).toBeCloseTo(ops, 9);
    expect(lcu[1].usd).toBeCloseTo(ops * 0.008, 12);
    // A balancer costs all 730 hours of a month, whatever part of the day is simulated.
    const hours = linesOf("ALB hours", apart).map(({ item, quantity, usd, perMonthUsd }) => [
      item,
      quantity,
      usd,
      perMonthUsd,
    ]);
    expect(hours).toEqual([
      ["ALB hours (edge)", 2, 2 * 0.0225, 730 * 0.0225],
      ["ALB hours (ops)", 2, 2 * 0.0225, 730 * 0.0225],
    ]);
  });

  // All three behind one: 12/s ÷ 25 = 0.48, then the bytes of all.
  test("are charged less where all share one, which no line needs to name", () => {
    const together = linesOf("ALB", []);
    expect(together.map(({ item }) => item)).toEqual(["ALB hours", "ALB capacity units"]);
    expect(together[0].quantity).toBe(2);
    expect(together[1].quantity).toBeCloseTo(edge + 0.08, 9);
    const named = ["web", "api", "admin"].map((service) => `services.${service}.balancer.name=edge`);
    expect(linesOf("", named)).toEqual(linesOf("", []));
  });

  // The second hour's bytes of api alone need 0.858 LCU, its connections 0.2.
  test("are charged for services that name none as for those behind one balancer", () => {
    const lcu = linesOf("ALB capacity units", ["services.api.balancer.name=bulk"]);
    expect(lcu.map(({ item, quantity }) => [item, Number(quantity.toFixed(6))])).toEqual([
      ["ALB capacity units (bulk)", Number(((18_000 * 51_200) / gigabyte).toFixed(6))],
      ["ALB capacity units (shared)", 2 * 0.48],
    ]);
  });

  test("are served as they were: who shares a balancer changes no request", () => {
    const [together, separate] = [read(), read(...apart)].map((scenario) => simulate(scenario));
    expect(separate.digest).toBe(together.digest);
    expect(separate.services).toEqual(together.services);
  });

  test("cost no balancer where none is billed", () => {
    expect(linesOf("ALB", [...apart, "infrastructure.loadBalancer=false"])).toEqual([]);
  });
});

describe("public addresses in three zones, for two hours", () => {
  const addresses = (...set: readonly string[]) => linesOf("Public IPv4", set).map(({ quantity }) => quantity);

  // One a zone for the NAT gateways, and one a zone for each balancer that faces the internet.
  test("are those of the gateways and of each public balancer", () => {
    expect(addresses(typical)).toEqual([2 * 3 * (1 + 1)]);
    expect(addresses(typical, ...apart)).toEqual([2 * 3 * (1 + 2)]);
    expect(addresses(typical, ...apart, internal)).toEqual([2 * 3 * (1 + 1)]);
    expect(addresses(typical, ...apart, "account.zones=2")).toEqual([2 * 2 * (1 + 2)]);
  });

  test("are counted by balancer for addresses alone: a gateway serves a zone", () => {
    const gateways = issuesOf(fleet, {
      set: ["infrastructure.natGateways=1 per zone and 1 per zone of each balancer"],
    });
    expect(gateways.map(({ path }) => path)).toEqual(["infrastructure.natGateways"]);
    const written = "infrastructure.publicIpv4Addresses=1 per zone and 2 per zone of each balancer";
    expect(addresses(...apart, written)).toEqual([2 * 3 * (1 + 2 * 2)]);
  });

  test("are as many as are written, whatever the balancers", () => {
    expect(addresses(...apart, "infrastructure.publicIpv4Addresses=2 per zone")).toEqual([2 * 6]);
    expect(addresses(...apart, "infrastructure.publicIpv4Addresses=4")).toEqual([2 * 4]);
  });

  // 9 × $0.005 × 730 hours are not billed where nothing is said: the line below the bill names them.
  test("are told with what they would cost where the scenario does not say", () => {
    const scenario = read(...apart);
    const { leftOut } = simulate(scenario);
    const held = leftOut.readings.find(({ meter }) => meter === "public-ipv4-time")?.hourly.at(0);
    expect(held).toBe(9 * 3600e6);
  });
});

// 36,000 × 1 KB an hour of web and 18,000 × 50 KB of api in one of the two.
test("what services behind an internal balancer answer does not leave for the internet", () => {
  const gone = (...set: readonly string[]) =>
    linesOf("Data out", ["infrastructure.internetShare=100 %", "services.api.balancer.name=own", ...set]).map(
      ({ service, quantity }) => [service, Number(quantity.toFixed(9))],
    );
  const web = ["web", Number(((2 * 36_000 * 1_024) / gigabyte).toFixed(9))];
  expect(gone()).toEqual([["api", Number(((18_000 * 51_200) / gigabyte).toFixed(9))], web]);
  expect(gone("services.api.balancer.scheme=internal")).toEqual([web]);
});

describe("what is said of balancers", () => {
  const said = (...set: readonly string[]) => assumptionsOf(read(...set)).filter((words) => words.includes("behind"));

  test("is who stands behind which, where there are several", () => {
    expect(said()).toEqual([]);
    expect(said(...apart, internal, "infrastructure.listenerRules=12")).toEqual([
      "web and api stand behind edge; admin stands behind ops, which is internal: each load balancer is billed by the hour, " +
        "and for the LCU of the sum of its services (balancer.name)",
    ]);
    expect(assumptionsOf(read(...apart, "infrastructure.listenerRules=12"))).toContain(
      "every balancer tests a request against the same 12 rules (infrastructure.listenerRules)",
    );
    expect(said(...apart, "infrastructure.loadBalancer=false")).toEqual([]);
  });

  test("stands in the resolved scenario, which reads as the same", () => {
    const { resolved, scenario } = read(typical, ...apart);
    expect(resolved).toMatch(/name: edge\n/);
    expect(read().resolved).toMatch(/name: shared # default/);
    expect(resolved).toContain("publicIpv4Addresses: 1 per zone and 1 per zone of each balancer");
    expect(reviveScenario(resolved)).toEqual(scenario);
  });
});

test("a service that is only called may stand behind an internal balancer, or share its caller's, which is billed once", () => {
  const hours = (balancer: string) => {
    const scenario = readGood(`
region: us-east-1
clock: { duration: 2h, warmup: 0s, represents: 2h per day }
demand: [ { name: pages, to: web, arrivals: even, curve: 10/s, request: { steps: [ { call: prices } ] } } ]
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [] }
  prices: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [], balancer: ${balancer}, request: { steps: [ { wait: 10ms } ] } }
infrastructure: typical
`);
    const replication = simulate(scenario);
    expect(replication.services.prices.requests?.completed).toBe(72_000);
    return billOf(scenario, replication)
      .lines.filter(({ item }) => /^ALB( hours)?( \(|$)/.test(item) || /IPv4/.test(item))
      .map(({ item, quantity }) => [item, quantity]);
  };
  const [own, shared] = [hours("{ name: inside, scheme: internal }"), hours("{ }")];
  expect(own.length).toBe(shared.length + 1); // one more balancer by the hour, and no public address of it
});

test("a local fleet has a balancer of its own for each service, whoever shares one", () => {
  const orders = (scenario: ReadScenario) =>
    ["web", "api"].map((service) => balancerOrder(service, scenario.scenario, 1, 0));
  expect(orders(read(...apart))).toEqual(orders(read()));
  expect(orders(read(...apart)).map(({ service }) => service)).toEqual(["web", "api"]);
});
