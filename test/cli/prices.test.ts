import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../sim/cli/failures.js";
import { readOffer } from "../../sim/cli/prices/offer-file.js";
import { refreshFrom } from "../../sim/cli/prices/refresh.js";
import { shownPrices, shownText } from "../../sim/cli/prices/show.js";
import { items } from "../../sim/cost/items/index.js";
import { PriceBook, parsePriceBook, priceList } from "../../sim/cost/price-book.js";
import { shippedBook } from "../cost/shipped.js";
import { offerCsv, offerJson, type Rate } from "./offers.js";
import { emptyFolder, sim } from "./sim.js";

const vcpu = { service: "AmazonECS", usage: "EU-Fargate-vCPU-Hours:perCPU", region: "eu-west-1" };
const rates: readonly (Rate & { readonly reservedUsd?: string })[] = [
  { ...vcpu, sku: "K4EXFQ5YFQCP98EN", usd: "0.0412000000", reservedUsd: "0.0001000000" },
  { ...vcpu, sku: "UP5ETC3QSW2QZGEY", usage: "EU-Fargate-GB-Hours", usd: "0.0044450000" },
  { ...vcpu, sku: "WINDOWS000000000", usage: "EU-Fargate-Windows-vCPU-Hours:perCPU", usd: "0.0900000000" },
];
const ecsJson = offerJson("AmazonECS", rates);
const ecsCsv = offerCsv("AmazonECS", rates);
const none = new PriceBook([]);

/** Writes a file into a folder of its own. */
function fileOf(content: string | Uint8Array, name = "offer"): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, content);
  return path;
}

describe("an offer file", () => {
  test.each([
    ["JSON", ecsJson],
    ["JSON without a space", JSON.stringify(JSON.parse(ecsJson))],
    ["CSV", ecsCsv],
    ["CSV with a byte order mark and carriage returns", `\ufeff${ecsCsv.replaceAll("\n", "\r\n")}`],
    ["CSV with a line break in a description, and blank lines", `\n${ecsCsv.replaceAll("or so", "or\n so")}\n\n`],
    ["gzipped JSON", gzipSync(ecsJson)],
    ["gzipped CSV", gzipSync(ecsCsv)],
  ])("is read as %s: its date, and the on-demand prices of what bills have", async (_, content) => {
    const { code, version, publishedAt, prices } = await readOffer(fileOf(content));
    expect([code, version, publishedAt]).toEqual(["AmazonECS", "20261103201500", "2026-11-03T20:15:00Z"]);
    expect(prices.map(({ usageType, rateCode, price }) => [usageType, rateCode, price])).toEqual([
      ["EU-Fargate-vCPU-Hours:perCPU", "K4EXFQ5YFQCP98EN.JRTCKXETXF.6YS6EN2CT7", 0.0412],
      ["EU-Fargate-GB-Hours", "UP5ETC3QSW2QZGEY.JRTCKXETXF.6YS6EN2CT7", 0.004445],
    ]);
  });

  test("is read across the seams of its chunks", async () => {
    const filler = Array.from({ length: 2_000 }, (_, index) => ({ ...rates[2], sku: `OTHER${index}` }));
    const json = offerJson("AmazonECS", [...filler, ...rates]);
    expect(json.length).toBeGreaterThan(3 * 2 ** 18);
    for (const content of [json, offerCsv("AmazonECS", [...filler, ...rates])]) {
      expect((await readOffer(fileOf(content))).prices).toHaveLength(2);
    }
  });

  const [first] = rates;
  test.each([
    ["empty", "", "got nothing"],
    ["another JSON", '{"PriceList":[]}', "got one without an offer code"],
    ["no JSON", "{ offerCode }", "got JSON that cannot be read"],
    ["half a JSON", ecsJson.slice(0, ecsJson.indexOf('"OnDemand"')), "ends early: download it again"],
    ["JSON with terms first", '{"terms":{"OnDemand":{"A":{}}}}', "whose terms stand before its products"],
    ["half a gzip file", gzipSync(ecsJson).subarray(0, 200), "a whole gzip file"],
    ["half a gzipped CSV", gzipSync(ecsCsv).subarray(0, 200), "a whole gzip file"],
    ["another CSV", "a,b,c\n1,2,3\n", "got CSV without its lines of FormatVersion"],
    [
      "CSV that ends before its header",
      ecsCsv.slice(0, ecsCsv.indexOf('"SKU"')),
      "without a header that begins with SKU",
    ],
    ["half a CSV", ecsCsv.slice(0, ecsCsv.lastIndexOf('"')), "got CSV that ends within quotes: download it again"],
    ["CSV with a stray quote", ecsCsv.replace('"SKU"', 'S"K"U'), "got CSV that cannot be read"],
    ["a line without an end", "x".repeat(2 ** 20 + 1), "got a line of more than a megabyte"],
    ["CSV without a column", ecsCsv.replace('"PricePerUnit"', '"Price"'), "without the column PricePerUnit"],
    ["a price in words", offerJson("AmazonECS", [{ ...first, usd: "cheap" }]), "got 'cheap' as a price"],
    ["no date", ecsJson.replace("publicationDate", "date"), "without a publication date"],
    ["yuan in JSON", offerJson("AmazonECS", [{ ...first, currency: "CNY" }]), "got prices in CNY: bills are in USD"],
    ["yuan in CSV", offerCsv("AmazonECS", [{ ...first, currency: "CNY" }]), "got prices in CNY: bills are in USD"],
    [
      "another service",
      offerJson("AmazonS3", [{ ...first, service: "AmazonS3" }]),
      "AmazonS3 has no on-demand price of anything",
    ],
    [
      "another region",
      offerJson("AmazonECS", [{ ...first, usage: "MES1-Fargate-GB-Hours", region: "me-south-1" }]),
      "has prices of me-south-1 only",
    ],
  ])("with %s is refused as a wrong call, without a stack", async (_, content, says) => {
    const failure = await refreshFrom([fileOf(content)], none, []).then(() => null, failureOf);
    expect(failure?.code).toBe(2);
    expect(failure?.lines.join("\n")).toContain(says);
  });

  test("that is not there, or a folder, is refused", async () => {
    const folder = emptyFolder();
    for (const path of [folder, join(folder, "nothing.json")]) {
      expect((await readOffer(path).then(() => null, failureOf))?.code).toBe(2);
    }
  });

  test("of a new region is taken where that is asked for", async () => {
    const path = fileOf(offerJson("AmazonECS", [{ ...first, usage: "MES1-Fargate-GB-Hours", region: "me-south-1" }]));
    const { own } = await refreshFrom([path], none, ["me-south-1"]);
    expect(own.rows.map(({ region, usd }) => [region, usd])).toEqual([["me-south-1", 0.0412]]);
  });

  test("comes on top of the files before it", async () => {
    const later = offerJson("AmazonECS", [{ ...first, usd: "0.0500000000" }]);
    const { offers, own } = await refreshFrom([fileOf(ecsJson), fileOf(later)], none, []);
    expect(offers.map(({ changes }) => changes.map(({ old, row }) => [old?.usd, row.usd]))).toEqual([
      [
        [0.04048, 0.0412],
        [0.004445, 0.004445],
      ],
      [[0.0412, 0.05]],
    ]);
    expect(own.rows.map(({ usd }) => usd)).toEqual([0.05, 0.004445]);
  });
});

describe("sim prices refresh", () => {
  test("prints old and new, and writes nothing unless told to", () => {
    const path = fileOf(ecsJson, "AmazonECS.json");
    const { code, stdout, stderr } = sim(["prices", "refresh", "--from", path], join(path, ".."));
    expect([code, stderr]).toEqual([0, "nothing is written: --out prices.csv does\n"]);
    expect(stdout).toContain(
      "AmazonECS, published 2026-11-03T20:15:00Z, version 20261103201500: 2 prices, 1 of them changed",
    );
    expect(stdout).toMatch(/eu-west-1 {2}Fargate Linux\/x86 vCPU +vCPU-hour +\$0.04048 {2}-> +\$0.0412 +\+1.8 %/);
    expect(readdirSync(join(path, ".."))).toEqual(["AmazonECS.json"]);
  });

  test("writes a price file that a scenario bills with, and keeps what stood in it", () => {
    const path = fileOf(ecsCsv, "AmazonECS.csv");
    const folder = join(path, "..");
    const own = "region,service,component,unit,usd,source,as_of\neu-west-1,ALB,LCU,LCU-hour,0.5,agreed,2026-11\n";
    writeFileSync(join(folder, "prices.csv"), own);
    expect(sim(["prices", "refresh", "--from", path, "--out", "prices.csv"], folder).code).toBe(0);
    const { book, problems } = parsePriceBook(readFileSync(join(folder, "prices.csv"), "utf8"));
    expect(problems).toEqual([]);
    expect(book.rows.map(({ component, usd, asOf }) => [component, usd, asOf])).toEqual([
      ["LCU", 0.5, "2026-11"],
      ["Linux/x86 vCPU", 0.0412, "2026-11-03"],
      ["Linux/x86 memory", 0.004445, "2026-11-03"],
    ]);
    const scenario = "extends: rightsized.yaml\nregion: eu-west-1\nprices: { file: prices.csv }\nreplications: 1\n";
    writeFileSync(join(folder, "fleet.yaml"), `${scenario}clock: { duration: 1h }\nobjectives: []\n`);
    const ran = sim(["run", "fleet.yaml", "--format", "json", "--quiet"], folder);
    expect(JSON.parse(ran.stdout).prices).toMatchObject({ region: "eu-west-1", asOf: "2026-11-03", rowsFromMemory: 0 });
  });

  test("writes nothing where one of its files is refused", () => {
    const path = fileOf(ecsJson, "AmazonECS.json");
    const folder = join(path, "..");
    writeFileSync(join(folder, "bad.json"), offerJson("AmazonS3", []));
    const { code, stdout, stderr } = sim(
      ["prices", "refresh", "--from", path, "--from", "bad.json", "--out", "prices.csv"],
      folder,
    );
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("bad.json: AmazonS3 has no on-demand price of anything that a bill has\n");
    expect(existsSync(join(folder, "prices.csv"))).toBe(false);
  });

  test("refuses to write over what is no price file", () => {
    const path = fileOf(ecsJson, "AmazonECS.json");
    const folder = join(path, "..");
    writeFileSync(join(folder, "fleet.yaml"), "region: eu-west-1\n");
    mkdirSync(join(folder, "prices"));
    for (const out of ["fleet.yaml", "prices"]) {
      expect(sim(["prices", "refresh", "--from", path, "--out", out], folder)).toMatchObject({ code: 2, stdout: "" });
    }
    expect(readFileSync(join(folder, "fleet.yaml"), "utf8")).toBe("region: eu-west-1\n");
  });
});

describe("sim prices show", () => {
  const { book } = shippedBook;

  test("prints rate code, date and source of each price, and marks those of bills", () => {
    const text = shownText(shownPrices(book, "eu-west-1"));
    const billed = new Set(priceList(book, "eu-west-1", items).rows.values()).size;
    expect(text).toContain(
      `eu-west-1: 90 list prices of 2025-06-05 to 2026-09-29; a bill may have those ${billed} with a *`,
    );
    expect(text).toContain("Fargate Spot: 69.72 % off on-demand, as seen on 2026-09-29");
    expect(text).toMatch(
      /\* {2}Fargate Linux\/x86 vCPU +vCPU-hour +\$0.04048 {2}2025-10-27 {2}K4EXFQ5YFQCP98EN.JRTCKXETXF.6YS6EN2CT7 {2}\[1\]\n/,
    );
    expect(text).toContain("\n[1] QuinnyPig/aws-price-watcher raw/ecs.json; lamngockhuong/aws-price");
  });

  test("says what a region lacks that others have", () => {
    const { rows, absent } = shownPrices(book, "eu-south-1");
    expect(rows).toHaveLength(86);
    const instances = ["large", "xlarge", "2xlarge", "4xlarge"].map((size) => `EC2 m7g.${size} Linux on-demand`);
    expect(absent).toEqual([...instances, "OpenSearch Serverless OCU (indexing or search)"]);
  });

  test("gives CSV that is a price file, and refuses a region that has no prices", () => {
    const { code, stdout } = sim(["prices", "show", "--region", "sa-east-1", "--format", "csv"]);
    expect(code).toBe(0);
    expect(parsePriceBook(stdout).book.rows).toEqual(book.rowsOf("sa-east-1"));
    const unknown = sim(["prices", "show", "--region", "eu-wset-1"]);
    expect(unknown).toEqual({
      code: 2,
      stdout: "",
      stderr: "no prices for region eu-wset-1: did you mean eu-west-1?\n",
    });
  });
});
