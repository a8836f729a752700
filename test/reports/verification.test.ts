import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { verificationReporters } from "../../reports/verification/index.js";
import { byDemand, verified } from "./verification-fixture.js";

const print = (format: string, verification = verified, color = false) =>
  verificationReporters.find((reporter) => reporter.format === format)!.print(verification, { color });
const page = print("text");
const lines = page.split("\n");
const lineOf = (start: string) => lines.find((line) => line.trimStart().startsWith(start))!.trim();

describe("the page", () => {
  test("begins with what is needed to run it again, and what was driven", () => {
    expect(lines[0]).toBe("staging-local · seed 1 · 20 replications · fleetcast 0.1.0");
    expect(page).toContain("web at http://127.0.0.1:18082 · virtual vCPUs:\na control-plane check");
  });

  test("answers before it tells", () => {
    expect(lines.slice(5, 8).map((line) => line.trim())).toEqual([
      "targets: 1 MISSED, 1 met",
      "p99     web +17 % off the simulation of the same arrivals",
      "range   9 of 12 measures lie where 95 % of single runs fall; of a perfect model 1 in 20 does not",
    ]);
  });

  test("has a row a measure: predicted, the range of one run, measured, the same arrivals, and how far off", () => {
    const cells = (start: string) => lineOf(start).split(/ {2,}/);
    expect(cells("p99          ")).toEqual([
      "p99",
      "536 ms",
      "431–641 ms",
      "655 ms",
      "+22 %",
      "OUTSIDE",
      "560 ms",
      "+17 %",
    ]);
    expect(cells("arrived")).toEqual(["arrived", "4,800", "4,660–4,940", "4,783", "−0.4 %", "yes", "4,783", "0 %"]);
    expect(cells("failed  ")).toEqual(["failed", "0", "0", "2", "–", "OUTSIDE", "0", "–"]);
  });

  test("says what the simulations of the same arrivals are, where the target drew its own work", () => {
    const about = "the mean of 20 simulations of the same arrivals";
    const foreign = { ...verified, sameArrivals: { simulations: 20, about } };
    expect(page).toContain("same seed");
    expect(print("text", foreign)).toContain(`p99     web +17 % off ${about}`);
    for (const format of ["text", "markdown"]) {
      expect(print(format, foreign)).toContain(about);
      expect(print(format, foreign)).toContain("same arrivals  ".trim());
      expect(print(format, foreign)).not.toContain("same seed");
    }
  });

  test("tells what a model without queues says, the reasons, the load and the notes", () => {
    expect(lineOf("without queues")).toBe(
      "without queues  p50 80.1 ms (measured +25 %), p95 190 ms (measured +90 %), p99 262 ms",
    );
    expect(page).toContain("  · web, service time: from the send, half of the requests took 105 ms");
    expect(lineOf("✓ send lag").split(/ {2,}/)).toEqual([
      "✓ send lag p99",
      "1.2 ms",
      "<= 10 ms",
      "behind the intended time",
    ]);
    expect(page).toContain("Notes\n  · verifies the size of the local fleet");
  });

  test("says first that a load was invalid or ended early, and judges nothing then", () => {
    const failed = verified.audit.checks.map((check) => ({ ...check, passed: false }));
    const invalid = print("text", {
      ...verified,
      audit: { valid: false, checks: failed },
      aborted: "p99 breached",
      elapsedS: 40,
    });
    expect(invalid.split("\n")[1]).toBe("aborted: p99 breached");
    expect(invalid).toContain("\nverified over 40 s of 2 min from ");
    expect(invalid).toContain(
      "\n\n  INVALID: the generator was measured, not the system; nothing is judged (see the audit)\n",
    );
    expect(invalid).not.toContain("  targets: ");
    expect(invalid).toContain("Audit of the load: INVALID\n  ✗ arrivals of visits");
  });

  test("is at most 100 columns wide, and prints nothing that a program left behind", () => {
    const bare = {
      ...verified,
      objectives: [],
      reasons: [],
      notes: [],
      label: null,
      audit: { valid: true, checks: [] },
    };
    const alone = {
      ...bare,
      services: {
        web: {
          stepsAlone: [],
          measures: verified.services.web.measures.map((row) => ({
            ...row,
            predictedRange: null,
            inside: null,
            paired: null,
          })),
        },
      },
      ranged: 0,
      inside: 0,
    };
    for (const printed of [page, print("text", bare), print("text", alone)]) {
      expect(Math.max(...printed.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
      expect(printed).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
    }
  });

  test("has colours only when asked for, and they change no word", () => {
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    expect(page).not.toMatch(escapes);
    expect(print("text", verified, true).replace(escapes, "")).toBe(page);
  });
});

test("JSON reads back to the verification", () => {
  expect(JSON.parse(print("json"))).toEqual(verified);
});

test("each of several demands has a table of its own below that of its service, in every format", () => {
  expect(print("text", byDemand)).toMatch(
    /\n\nweb\/checkout\n +predicted .*\n {2}p99 +120 ms +110–130 ms +131 ms +\+9\.2 % +OUTSIDE +121 ms +\+8\.3 %\n/,
  );
  expect(print("markdown", byDemand)).toMatch(
    /#### web\/checkout\n\n\| measure .*\n.*\n\| p99 \| 120 ms \| 110–130 ms \| 131 ms \| \+9\.2 % \| OUTSIDE \|/,
  );
  const rows: Record<string, string>[] = parse(print("csv", byDemand), { columns: true });
  const ofDemands = rows.filter(({ service }) => service.startsWith("web/"));
  expect(ofDemands.map(({ service, measure, measured }) => [service, measure, measured])).toEqual([
    ["web/browse", "latencyMs.p99", "52"],
    ["web/checkout", "latencyMs.p99", "131"],
  ]);
  expect(JSON.parse(print("json", byDemand)).services.web.demands.checkout.measures[0].measured).toBe(131);
});

test("Markdown has the same cells in a table, and a place for each part", () => {
  const markdown = print("markdown");
  expect(markdown).toContain("| p99 | 536 ms | 431–641 ms | 655 ms | +22 % | OUTSIDE | 560 ms | +17 % |");
  expect(markdown).toContain("| `p50 error <= 1 %` | ❌ missed |");
  expect(markdown).toContain("- **web, service time:** from the send");
  expect(markdown).toContain("| send lag p99 | 1.2 ms | <= 10 ms | ✅ |");
  const aborted = print("markdown", {
    ...verified,
    aborted: "stopped by the user",
    audit: { valid: false, checks: [] },
  });
  expect(aborted).toContain("**Aborted:** stopped by the user\n\n**Invalid:** the generator was measured");
});
