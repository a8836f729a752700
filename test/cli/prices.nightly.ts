import { spawnSync } from "node:child_process";
import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { offerCsv, offerJson, type Rate } from "./offers.js";
import { emptyFolder, main } from "./sim.js";

const gateway: Rate = {
  sku: "NATGATEWAY000000",
  service: "AmazonEC2",
  usage: "EU-NatGateway-Hours",
  region: "eu-west-1",
  usd: "0.0500000000",
};
const machine = { ...gateway, usage: "EU-BoxUsage:m5.large", reservedUsd: "0.0600000000" };
const bytes = 450e6;

/** Repeats a part of a text, each time with another SKU, until the file is as large as EC2's. */
function writeGrown(path: string, text: string, parts: readonly string[]): void {
  const file = openSync(path, "w");
  const rounds = Math.ceil(bytes / parts.reduce((sum, part) => sum + part.length, 0) / 1_000);
  let rest = text;
  for (const part of parts) {
    const at = rest.indexOf(part);
    writeSync(file, rest.slice(0, at));
    for (let round = 0; round < rounds; round++) {
      const thousand = Array.from({ length: 1_000 }, (_, index) => part.replaceAll("MACHINE", `M${round}X${index}`));
      writeSync(file, thousand.join(""));
    }
    rest = rest.slice(at + part.length);
  }
  writeSync(file, rest);
  closeSync(file);
}

/** The part of a text from one mark up to before another that comes after it. */
function part(text: string, from: string, before: string): string {
  const begin = text.indexOf(from);
  return text.slice(begin, text.indexOf(before, begin));
}

const json = offerJson("AmazonEC2", [{ ...machine, sku: "MACHINE" }, gateway]);
const terms = json.slice(json.indexOf('"OnDemand"'));
const csv = offerCsv("AmazonEC2", [{ ...machine, sku: "MACHINE" }, gateway]);

test.each([
  ["JSON", json, [part(json, '"MACHINE"', `"${gateway.sku}"`), part(terms, '"MACHINE"', `"${gateway.sku}"`)]],
  ["CSV", csv, [part(csv, '"MACHINE"', `"${gateway.sku}"`)]],
])(
  "an offer of 450 MB in %s is read within 128 MB of heap",
  (_, text, parts) => {
    const path = join(emptyFolder(), "AmazonEC2");
    writeGrown(path, text, parts);
    expect(statSync(path).size).toBeGreaterThan(bytes);
    const limits = ["--max-old-space-size=128", main, "prices", "refresh", "--from", path];
    const { status, stdout } = spawnSync(process.execPath, limits, { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toMatch(/eu-west-1 {2}NAT gateway Gateway {2}hour {2}\$0.048 {2}-> +\$0.05 +\+4.2 %/);
  },
  600_000,
);
