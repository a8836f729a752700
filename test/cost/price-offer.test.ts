import { describe, expect, test } from "vitest";
import { items } from "../../sim/cost/items/index.js";
import { formatPriceRows, PriceBook, parsePriceBook } from "../../sim/cost/price-book.js";
import { billedAs, listings, type OfferPrice, refresh } from "../../sim/cost/price-offer.js";
import { shippedBook } from "./shipped.js";

const { book } = shippedBook;
const identity = { code: "AmazonECS", version: "20261103201500", publishedAt: "2026-11-03T20:15:00Z" };
const memory = { serviceCode: "AmazonECS", operation: "", regionCode: "" };
const product = (usageType: string, regionCode = "") => ({ ...memory, usageType, regionCode });
const rate = (usageType: string, price: number, more: Partial<OfferPrice> = {}): OfferPrice => ({
  ...product(usageType),
  rateCode: "SKU.JRTCKXETXF.6YS6EN2CT7",
  unit: "GB-Hours",
  from: 0,
  price,
  ...more,
});

test("every price that a bill may have is looked for in AWS's list, per the unit that the bill needs", () => {
  const billed = new Set(items.map(({ service, component, unit }) => `${service}|${component}|${unit}`));
  expect(new Set(listings.map(({ service, component, unit }) => `${service}|${component}|${unit}`))).toEqual(billed);
  expect(listings).toHaveLength(billed.size);
});

describe("the region of a usage type", () => {
  test.each([
    ["USE1-Fargate-GB-Hours", "", "us-east-1"],
    ["Fargate-GB-Hours", "", "us-east-1"],
    ["EU-Fargate-GB-Hours", "", "eu-west-1"],
    ["EUW2-Fargate-GB-Hours", "eu-west-2", "eu-west-2"],
    ["eu-west-2-Fargate-GB-Hours", "", "eu-west-2"],
    ["us-east-1-Fargate-GB-Hours", "us-east-1", "us-east-1"],
    ["APS3-Fargate-GB-Hours", "", "ap-south-1"],
    ["APS1-Fargate-GB-Hours", "", "ap-southeast-1"],
    ["MES1-Fargate-GB-Hours", "me-south-1", "me-south-1"],
    ["Fargate-GB-Hours", "us-west-2", "us-west-2"],
  ])("of %s (%s) is %s", (usageType, regionCode, region) => {
    expect(billedAs(product(usageType, regionCode))).toMatchObject({
      region,
      listing: { component: "Linux/x86 memory" },
    });
  });

  test.each([
    ["USW2-LAX1-Fargate-GB-Hours", ""],
    ["USW2-Fargate-GB-Hours", "us-west-2-lax-1"],
    ["EUW2-Fargate-Windows-GB-Hours", "eu-west-2"],
    ["TS-Fargate-GB-Hours", ""],
    ["EUW2-Fargate-GB-Hours-Reserved", ""],
  ])("of %s (%s) is none: no bill has that", (usageType, regionCode) => {
    expect(billedAs(product(usageType, regionCode))).toBeNull();
  });

  test("tells services and operations apart that share a usage type", () => {
    const storage = (serviceCode: string) => billedAs({ ...product("EU-TimedStorage-ByteHrs"), serviceCode })?.listing;
    expect([storage("AmazonECR")?.service, storage("AmazonCloudWatch")?.service]).toEqual(["ECR", "CloudWatch"]);
    expect(storage("AmazonS3")).toBeUndefined();
    const balancer = (operation: string) =>
      billedAs({ ...product("EU-LoadBalancerUsage"), serviceCode: "AWSELB", operation })?.listing.service;
    expect(balancer("LoadBalancing:Application")).toBe("ALB");
    expect(balancer("LoadBalancing:Network")).toBeUndefined();
  });
});

describe("a refreshed price", () => {
  test("says where it comes from, and reads back from a price file", () => {
    const { changes, notes } = refresh(book, identity, [rate("EU-Fargate-GB-Hours", 0.0045)], ["eu-west-1"]);
    expect(notes).toEqual([]);
    expect(changes.map(({ old }) => old?.usd)).toEqual([0.004445]);
    const [{ row }] = changes;
    expect(row).toEqual({
      region: "eu-west-1",
      service: "Fargate",
      component: "Linux/x86 memory",
      unit: "GB-hour",
      usd: 0.0045,
      rateCode: "SKU.JRTCKXETXF.6YS6EN2CT7",
      source: "AWS price list, AmazonECS version 20261103201500, EU-Fargate-GB-Hours",
      asOf: "2026-11-03",
    });
    expect(parsePriceBook(formatPriceRows([row])).book.rows).toEqual([row]);
  });

  // AWS lists a write and a key request one by one; bills have a million and ten thousand.
  test.each([
    ["AmazonDynamoDB", "EU-WriteRequestUnits", 0.000000705, 0.705],
    ["awskms", "eu-west-1-KMS-Requests", 0.000003, 0.03],
  ])("of %s is per the unit of the bill", (serviceCode, usageType, price, usd) => {
    const { changes } = refresh(book, identity, [rate(usageType, price, { serviceCode })], ["eu-west-1"]);
    expect(changes.map(({ old, row }) => [old?.usd, row.usd])).toEqual([[usd, usd]]);
  });

  test("of tiers is that of the first one that costs something", () => {
    const tier = (from: number, price: number) =>
      rate("EU-DataTransfer-Out-Bytes", price, { serviceCode: "AWSDataTransfer", from });
    const { changes } = refresh(book, identity, [tier(10_240, 0.085), tier(1, 0.09), tier(0, 0)], ["eu-west-1"]);
    expect(changes.map(({ row }) => row.usd)).toEqual([0.09]);
  });

  test("is left out where the list has two, and told", () => {
    const two = [rate("EU-Fargate-GB-Hours", 0.004), rate("EU-Fargate-GB-Hours", 0.005, { rateCode: "B" })];
    expect(refresh(book, identity, two, ["eu-west-1"])).toEqual({
      changes: [],
      notes: [
        "Fargate Linux/x86 memory in eu-west-1 is left out: the file has 0.004 (SKU.JRTCKXETXF.6YS6EN2CT7) and 0.005 (B) for it",
      ],
    });
  });

  test("that is many times the old one, or older, is told", () => {
    const old = { ...identity, publishedAt: "2024-01-01T00:00:00Z" };
    const { notes } = refresh(book, old, [rate("EU-Fargate-GB-Hours", 0.04445)], ["eu-west-1"]);
    expect(notes).toEqual([
      "Fargate Linux/x86 memory in eu-west-1 is 10 times what it was: check that it is still per GB-hour",
      "Fargate Linux/x86 memory in eu-west-1: the file is of 2024-01-01, older than the price in its place (2025-10-27)",
    ]);
  });

  test("of a region that is not asked for changes nothing; a new region begins a price list of its own", () => {
    const prices = [rate("MES1-Fargate-GB-Hours", 0.005, { regionCode: "me-south-1" })];
    expect(refresh(book, identity, prices, book.regions()).changes).toEqual([]);
    const { changes } = refresh(book, identity, prices, ["me-south-1"]);
    expect(changes.map(({ old, row }) => [old, row.usd])).toEqual([[undefined, 0.005]]);
    expect(new PriceBook(changes.map(({ row }) => row)).regions()).toEqual(["me-south-1"]);
  });
});
