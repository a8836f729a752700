import { describe, expect, test } from "vitest";
import { z } from "zod";
import { hour } from "../../scenarios/language/units/time.js";
import { bill } from "../../sim/cost/bill.js";
import { plannedItems } from "../../sim/cost/charges.js";
import { infrastructure, leftOutOf, prices, savingsPlan } from "../../sim/cost/cost-shape.js";
import { UsageLedger } from "../../sim/cost/ledger.js";
import { meterDownload, meterInfrastructure, meterMinute, type ServiceUsage } from "../../sim/cost/metering.js";
import { baselineTask, lineNamed, listPrices, oneMonth, shippedBook } from "./shipped.js";

const gigabyte = 2 ** 30;
const edge = { name: "edge", scheme: "internet-facing" } as const;
const idle = {
  service: "s",
  balancer: edge,
  from: 0,
  to: hour,
  requests: 0,
  requestBytes: 0,
  responseBytes: 0,
  newConnections: 0,
  activeConnections: 0,
  writes: 0,
  tasks: 0,
};

function hourOf(written: z.input<typeof infrastructure>, usage: Partial<ServiceUsage>) {
  const ledger = new UsageLedger(hour);
  meterMinute({ ledger, infrastructure: infrastructure.parse(written) }, { ...idle, ...usage });
  return billed(ledger);
}

const billed = (ledger: UsageLedger) => bill(ledger.snapshot(), shippedBook.book, listPrices);

describe("load balancer capacity units", () => {
  const units = (usage: Partial<ServiceUsage>, listenerRules = 0) =>
    lineNamed(hourOf({ listenerRules }, usage), "ALB capacity units")?.quantity;

  test("are 10 for 30,000 open sockets", () => expect(units({ activeConnections: 30_000 })).toBe(10));
  test("are 2 for 50 new connections a second", () => expect(units({ newConnections: 50 * 3600 })).toBe(2));
  test("are 3 for 3 GB in an hour, in and out together", () =>
    expect(units({ requestBytes: gigabyte, responseBytes: 2 * gigabyte })).toBe(3));
  test("are 1.5 for 300 requests a second against five rules beyond the ten free ones", () =>
    expect(units({ requests: 300 * 3600 }, 15)).toBe(1.5));
  test("follow the largest dimension, not their sum", () =>
    expect(units({ activeConnections: 3000, newConnections: 50 * 3600, responseBytes: gigabyte })).toBe(2));

  test("take the largest dimension anew in every hour", () => {
    const ledger = new UsageLedger(2 * hour);
    const book = { ledger, infrastructure: infrastructure.parse({}) };
    meterMinute(book, { ...idle, activeConnections: 6000, responseBytes: gigabyte });
    meterMinute(book, {
      ...idle,
      from: hour,
      to: 2 * hour,
      activeConnections: 3000,
      responseBytes: 4 * gigabyte,
    });
    expect(lineNamed(billed(ledger), "ALB capacity units")?.quantity).toBe(2 + 4);
  });

  test("are shared: one service's sockets and another's bytes do not add up", () => {
    const ledger = new UsageLedger(hour);
    const book = { ledger, infrastructure: infrastructure.parse({}) };
    meterMinute(book, { ...idle, service: "sockets", activeConnections: 6000 });
    meterMinute(book, { ...idle, service: "api", responseBytes: gigabyte });
    expect(lineNamed(billed(ledger), "ALB capacity units")).toMatchObject({ service: "shared", quantity: 2 });
  });

  test("cost nothing without a balancer", () => {
    expect(hourOf({ loadBalancer: false }, { newConnections: 1e6 }).lines).toEqual([]);
  });
});

describe("what requests cause", () => {
  const million = { requests: 1e6, responseBytes: 1e6 * 10240, writes: 2e6 };

  test("costs nothing but the balancer where the scenario says nothing of it", () => {
    expect(hourOf({}, million).lines.map((line) => line.item)).toEqual(["ALB capacity units"]);
  });

  // 1e6 × 1,024 B = 0.95367 GB; kept for 73 h that is a tenth of a GB-month each
  test("is logs ingested and stored", () => {
    const bill = hourOf({ perRequest: { logs: "1 KB" }, logRetention: "73h" }, million);
    expect(lineNamed(bill, "CloudWatch logs ingested")?.quantity).toBeCloseTo(0.95367, 5);
    expect(lineNamed(bill, "CloudWatch logs stored")?.quantity).toBeCloseTo(0.095367, 6);
  });

  test("is NAT data only where there is a gateway", () => {
    const perRequest = { natData: "2 KB" };
    expect(lineNamed(hourOf({ perRequest }, million), "NAT gateway data")).toBeUndefined();
    expect(lineNamed(hourOf({ perRequest, natGateways: 1 }, million), "NAT gateway data")?.quantity).toBeCloseTo(
      1.90735,
      5,
    );
  });

  test("is cross-zone data charged to the sending and the receiving zone", () => {
    const bill = hourOf({ perRequest: { crossZoneData: "1 KB" } }, million);
    expect(lineNamed(bill, "Data between zones, both directions")?.quantity).toBeCloseTo(1.90735, 5);
  });

  test("is KMS requests, table writes and data out by their shares", () => {
    const bill = hourOf({ perRequest: { kmsRequests: 0.1 }, writeUnitsPerWrite: 2, internetShare: "50 %" }, million);
    expect(lineNamed(bill, "KMS requests")).toMatchObject({ quantity: 10, unitPriceUsd: 0.03 });
    expect(lineNamed(bill, "DynamoDB on-demand writes")).toMatchObject({ quantity: 4, unitPriceUsd: 0.625 });
    expect(lineNamed(bill, "Data out to the internet")?.quantity).toBeCloseTo(4.76837, 5);
  });

  test("is an address for each task that has one", () => {
    expect(lineNamed(hourOf({ assignPublicIp: true }, { tasks: 15 }), "Public IPv4 addresses of tasks")?.quantity).toBe(
      15,
    );
  });
});

test("an image pull passes the NAT gateway only where nothing shorter exists", () => {
  const pulled = (written: z.input<typeof infrastructure>) => {
    const ledger = new UsageLedger(hour);
    meterDownload({ ledger, infrastructure: infrastructure.parse(written) }, "s", 0, 2 * gigabyte);
    return lineNamed(billed(ledger), "NAT gateway data")?.quantity ?? 0;
  };
  expect(pulled({ natGateways: 2, imagePullsThroughNat: true })).toBe(2);
  expect(pulled({ natGateways: 2 })).toBe(0);
  expect(pulled({ imagePullsThroughNat: true })).toBe(0);
});

// 3 gateways, an ALB, 50 metrics, 10 alarms, 4 high-resolution ones, 20 GB of images, 2 keys, 6 addresses for 730 hours:
// 98.55 + 16.425 + 15 + 1 + 1.20 + 2 + 2 + 21.90
test("what runs through the month is charged by the month", () => {
  const ledger = new UsageLedger(oneMonth);
  const written = {
    natGateways: 3,
    customMetrics: 50,
    alarms: 10,
    highResolutionAlarms: 4,
    imageStorage: "20 GB",
    kmsKeys: 2,
    publicIpv4Addresses: 6,
  };
  meterInfrastructure({ ledger, infrastructure: infrastructure.parse(written) }, 3, [edge]);
  const { totalUsd, perMonthUsd } = billed(ledger);
  expect(totalUsd).toBeCloseTo(158.075, 9);
  expect(perMonthUsd).toBeCloseTo(158.075, 9);
});

// us-east-1, 730 h, three zones: 3 NAT gateways × $0.045 × 730 = 98.55; 6 addresses × $0.005 × 730 = 21.90. With 1 GB of
// answers and 1 GB of logs in the month: 1 × $0.045 through NAT, 1 × $0.09 out, 1 × $0.50 ingested + $0.03 stored for 30 of
// 30.4 days.
describe("what a scenario does not say", () => {
  const traffic = { to: oneMonth, requests: 2 ** 20, responseBytes: gigabyte };

  function leftOut(written: z.input<typeof infrastructure>) {
    const book = { ledger: new UsageLedger(oneMonth), infrastructure: leftOutOf(infrastructure.parse(written)) };
    meterMinute(book, { ...idle, ...traffic });
    meterInfrastructure(book, 3, [edge]);
    const { leftOut } = bill(
      new UsageLedger(oneMonth).snapshot(),
      shippedBook.book,
      listPrices,
      book.ledger.snapshot(),
    );
    return Object.fromEntries(leftOut.map(({ item, perMonthUsd }) => [item, Number(perMonthUsd!.toFixed(3))]));
  }

  test("is told with what it would cost at typical values", () => {
    expect(leftOut({})).toEqual({
      "NAT gateways": 98.595,
      "internet traffic": 0.09,
      logs: Number((0.5 + 0.03 * (30 / (730 / 24))).toFixed(3)),
      "public IPv4": 21.9,
    });
  });

  test("is nothing where it is said, be it that there is none", () => {
    expect(leftOut("typical")).toEqual({});
    const none = { natGateways: 0, publicIpv4Addresses: 0, internetShare: "0 %", perRequest: { logs: "0 B" } };
    expect(leftOut(none)).toEqual({});
    expect(leftOut({ ...none, natGateways: undefined })).toEqual({ "NAT gateways": 98.595 });
  });

  test("is none of the internet's without a balancer", () => {
    expect(Object.keys(leftOut({ loadBalancer: false }))).toEqual(["NAT gateways", "logs", "public IPv4"]);
  });

  test("costs with `typical` what it was told to cost", () => {
    const ledger = new UsageLedger(oneMonth);
    const book = { ledger, infrastructure: infrastructure.parse("typical") };
    meterMinute(book, { ...idle, ...traffic });
    meterInfrastructure(book, 3, [edge]);
    const balancer = 0.0225 * 730;
    const lcu = lineNamed(billed(ledger), "ALB capacity units")?.usd ?? 0;
    const told = Object.values(leftOut({})).reduce((sum, usd) => sum + usd, 0);
    expect(billed(ledger).totalUsd - balancer - lcu).toBeCloseTo(told, 2);
  });
});

describe("the shapes", () => {
  test("can be written back and read again as the same", () => {
    const infrastructureRead = infrastructure.parse({
      natGateways: 2,
      perRequest: { logs: "1.5 KB" },
      internetShare: "30 %",
    });
    expect(infrastructure.parse(z.encode(infrastructure, infrastructureRead))).toEqual(infrastructureRead);
    const typical = infrastructure.parse("typical");
    expect(z.encode(infrastructure, typical)).toMatchObject({ natGateways: "1 per zone", internetShare: "100 %" });
    expect(infrastructure.parse(z.encode(infrastructure, typical))).toEqual(typical);
    const pricesRead = prices.parse({ discount: "9 %", committedUsdPerHour: "$1.25" });
    expect(prices.parse(z.encode(prices, pricesRead))).toEqual(pricesRead);
  });

  test("give a JSON Schema that knows their keys", () => {
    const { anyOf } = z.toJSONSchema(infrastructure, { io: "input" });
    expect(anyOf?.[0]).toMatchObject({ properties: { natGateways: {}, requestsPerConnection: {} } });
    expect(anyOf?.[1]).toMatchObject({ const: "typical" });
  });

  test("hold no Savings Plan unless one is committed to", () => {
    expect(savingsPlan(prices.parse({}))).toBeNull();
    expect(savingsPlan(prices.parse({ committedUsdPerHour: 2, savingsPlanDiscount: "25 %" }))).toEqual({
      committedUsdPerHour: 2,
      discounts: { fargate: 0.25 },
    });
  });
});

test("the items that a scenario will need are known before the run", () => {
  const planned = plannedItems(infrastructure.parse({ natGateways: 1, perRequest: { logs: "1 KB" } }), [baselineTask]);
  expect(planned.map(({ item }) => item)).toEqual([
    "Fargate vCPU x86_64",
    "Fargate memory x86_64",
    "ALB hours",
    "ALB capacity units",
    "NAT gateway hours",
    "CloudWatch logs ingested",
    "CloudWatch logs stored",
  ]);
});
