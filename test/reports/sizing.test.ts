import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { sizingReporters } from "../../reports/sizing/index.js";
import type { Sizing } from "../../sim/sizing/sizing.js";
import { mistersmith, mistersmithClaims, sized } from "../sizing/read.js";

const printed = (sizing: Sizing, format: string) =>
  sizingReporters.find((each) => each.format === format)!.print(sizing, { color: false });
const sizing = sized(mistersmith);

describe("the page", () => {
  test.each([undefined, "base", "standard", "peak", "fitting"])("is at most 80 columns wide (%s)", (variant) => {
    const page = printed(sized(mistersmith, { ...(variant && { variant }) }), "text");
    expect(page.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test("flags what does not fit, and names the sizes that would", () => {
    const page = printed(sizing, "text");
    expect(page).toMatch(/vCPU active +5\.25–10\.3 +4 +131–256 % +does not fit/);
    expect(page).toMatch(/GB +10\.5 +10 +105 % +does not fit/);
    expect(page).toMatch(/low +100 +1\.15\/0\.387 +0\.5\/1 +57 % +– +2\/4\n/);
    expect(page).toMatch(/prod-large \* +500 +5\.5\/1\.24 +4\/8 +27 % +– +16\/32\n/);
  });

  test("answers every claim with a number", () => {
    const sizing = sized(mistersmithClaims);
    const page = printed(sizing, "text");
    expect(sizing.claims.length).toBeGreaterThan(10);
    for (const { document, compute } of sizing.claims) {
      expect(page).toContain(compute);
      expect(page.replace(/\s+/g, " ")).toContain(document);
    }
    expect(sizing.claims.filter(({ value }) => value === null)).toEqual([]);
  });

  test("marks an objective that is missed", () => {
    const page = printed(
      sized(mistersmith, { set: ["objectives=[worker fits, total fargatePerMonth <= $8,200]"] }),
      "text",
    );
    expect(page).toContain("✗ worker fits: missed (no)");
    expect(page).toContain("✓ total fargatePerMonth <= $8,200: met ($8,109)");
  });
});

test("JSON is the sizes themselves", () => {
  expect(JSON.parse(printed(sizing, "json"))).toEqual(JSON.parse(JSON.stringify(sizing)));
});

test("CSV has a row for every size, for the cheapest of each role and for the total", () => {
  const rows: Record<string, string>[] = parse(printed(sizing, "csv"), { columns: true });
  expect(rows).toHaveLength(12 + 3 + 1);
  const large = rows.find(({ role, size }) => role === "worker" && size === "large")!;
  expect(large).toMatchObject({
    inUse: "yes",
    containers: "50",
    formulaVcpuLow: "5",
    formulaVcpuHigh: "10",
    fits: "no",
  });
  expect(Number(large.fargateUsd)).toBeCloseTo(7532.505, 6);
});

test("Markdown's tables have a row for every role, and nothing of the file's is markup", () => {
  const page = printed(sized(mistersmith, { set: ["about=<b>bold</b> *and*"] }), "markdown");
  expect(page).toContain("\\<b\\>bold\\</b\\> \\*and\\*");
  expect(page).toMatch(/\| worker \| large \| 50 \| 4 vCPU\/10 GB \| 200 \| 500 \| 20 \| 100 % \|/);
});
