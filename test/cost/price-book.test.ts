import { describe, expect, test } from "vitest";
import { items } from "../../sim/cost/items/index.js";
import { parsePriceBook } from "../../sim/cost/price-book.js";
import { priceList, pricesUsed, stalePrices } from "../../sim/cost/price-list.js";
import { shippedBook } from "./shipped.js";

const { book, problems } = shippedBook;
const header = "region,service,component,unit,usd,source,as_of";
const itemsNamed = (...names: readonly string[]) => items.filter(({ item }) => names.includes(item));

describe("the shipped price book", () => {
  test("has no faulty line", () => expect(problems).toEqual([]));

  test.each(["us-east-1", "ap-northeast-1"])("prices everything that can stand on a bill in %s", (region) => {
    expect(priceList(book, region, items).missing).toEqual([]);
  });

  test.each([
    ["Fargate", "Linux/x86 vCPU", 1.249],
    ["Fargate", "Linux/x86 memory", 1.244],
    ["CloudWatch", "Logs ingestion (standard)", 1.52],
    ["NAT gateway", "Gateway", 1.378],
    ["NAT gateway", "Data processed", 1.378],
    ["DynamoDB", "On-demand write request unit", 1.144],
    ["Data transfer", "Out to internet, first 10 TB", 1.267],
    ["ALB", "LCU", 1],
  ])("%s %s costs %f times as much in Tokyo as in us-east-1", (service, component, ratio) => {
    const price = (region: string) => book.find(region, service, component)!.usd;
    expect(price("ap-northeast-1") / price("us-east-1")).toBeCloseTo(ratio, 3);
  });

  test("lets a row of any region hold in each", () => {
    expect(book.find("eu-west-1", "EKS", "Cluster (standard support)")?.usd).toBe(0.1);
    expect(book.regions()).toEqual(["ap-northeast-1", "eu-west-1", "us-east-1", "us-west-2"]);
  });
});

describe("a missing price", () => {
  test("is named with the row to add and the regions that have it", () => {
    const { missing } = priceList(book, "eu-west-1", itemsNamed("DynamoDB on-demand writes"));
    expect(missing).toEqual([
      "no price for DynamoDB On-demand write request unit in eu-west-1: add the row " +
        "`eu-west-1,DynamoDB,On-demand write request unit,1000000 WRU,<usd>,<source>,<as_of>` " +
        "to a file named by prices.file, or choose a region that has one (ap-northeast-1, us-east-1)",
    ]);
  });

  test("can be given by adding just that row", () => {
    const [missing] = priceList(book, "eu-west-1", itemsNamed("CloudWatch custom metrics")).missing;
    const row = missing.split("`")[1].replace("<usd>", "0.3").replace("<as_of>", "2026-09");
    const own = parsePriceBook(`${header}\n${row}`);
    expect(own.problems).toEqual([]);
    const list = priceList(book.overlaidBy(own.book), "eu-west-1", itemsNamed("CloudWatch custom metrics"));
    expect(list.missing).toEqual([]);
    expect([...list.rows.values()][0].usd).toBe(0.3);
  });

  test("is said once for a region that has none at all", () => {
    expect(priceList(book, "mars-1", items).missing).toEqual([
      "no prices for region mars-1: there are ap-northeast-1, eu-west-1, us-east-1, us-west-2",
    ]);
  });

  test("is what a row per another unit amounts to", () => {
    const own = parsePriceBook(`${header}\nus-east-1,KMS,Requests,request,0.000003,us,2026`);
    expect(priceList(book.overlaidBy(own.book), "us-east-1", itemsNamed("KMS requests")).missing).toEqual([
      "the price of KMS Requests in us-east-1 is per request: expected a price per 10000 requests",
    ]);
  });
});

describe("the provenance of prices", () => {
  const list = priceList(
    book,
    "us-east-1",
    itemsNamed("Fargate vCPU x86_64", "CloudWatch custom metrics", "ALB hours"),
  );

  test("is reported over the rows that were used", () => {
    // Fargate 2026-06, ALB 2024-07, custom metrics 2024 from memory
    expect(pricesUsed(list)).toEqual({
      region: "us-east-1",
      asOf: "2026-06",
      oldestRow: "2024",
      rowsFromMemory: 1,
    });
  });

  test("warns of rows older than a year, counting a month from its first day", () => {
    const names = (date: string) => stalePrices(list, date).map((warning) => warning.slice(0, 33));
    expect(names("2024-12-31")).toEqual([]);
    expect(names("2025-07-01")).toEqual(["the price of CloudWatch Custom me"]);
    expect(names("2025-07-02")).toEqual(["the price of ALB Load balancer in", "the price of CloudWatch Custom me"]);
  });
});

describe("a price file", () => {
  test("has all its faults named by line", () => {
    const rows = [
      "us-east-1,ALB,LCU,LCU-hour,cheap,me,2026",
      "us-east-1,ALB,Load balancer,,0.02,me,yesterday",
      "us-east-1,KMS",
      "us-east-1,KMS,Requests,10000 requests,3E-2,me,2026",
    ];
    const { book: own, problems } = parsePriceBook([header, ...rows].join("\n"));
    expect(problems.map(({ expected, got }) => `${expected}, got ${got}`)).toEqual([
      "a price in USD such as 0.04048 as usd in line 2, got 'cheap'",
      "a value as unit in line 3, got nothing",
      "a date such as 2026, 2026-09 or 2026-09-23 as as_of in line 3, got 'yesterday'",
      "a value as component in line 4, got nothing",
      "a value as unit in line 4, got nothing",
      "a price in USD such as 0.04048 as usd in line 4, got nothing",
      "where the price comes from as source in line 4, got nothing",
      "a date such as 2026, 2026-09 or 2026-09-23 as as_of in line 4, got nothing",
    ]);
    expect(own.find("us-east-1", "KMS", "Requests")?.usd).toBe(0.03);
  });

  test.each(["", header, "us-east-1,ALB,LCU,LCU-hour,0.008,me,2026"])(
    "without its columns or rows is refused: %s",
    (text) => {
      expect(parsePriceBook(text).problems).toMatchObject([
        { expected: `a first line with the columns ${header}, and a price` },
      ]);
    },
  );

  test("that is no CSV is one problem", () => {
    expect(parsePriceBook(`${header}\n"us-east-1,ALB`).problems).toHaveLength(1);
  });
});
