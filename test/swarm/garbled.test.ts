import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatIssue } from "../../scenarios/language/index.js";
import { run } from "../../sim/run.js";
import { emptyFolder, main } from "../cli/sim.js";
import { read } from "../scenario/reader.js";
import { busy } from "../support/busy.js";
import type { WholeFacts } from "../support/simulate.js";
import { billOf, endsOf } from "../support/simulate.js";

/** Less than it takes to run the whole scenario often, more than any of it needs. */
const small = `${busy.replace("duration: 30m", "duration: 2m")}ceilings: { requests: 10000, requestsInFlight: 2000 }\n`;
const lines = small.split("\n");

const noise = fc.oneof(
  fc.constantFrom("\t", "- ", "? ", "{", "]", "*a", "&a ", "<<: *a", "!!js ", "---\n", "%", "'", '"', "\u2028", "\0"),
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.constantFrom("１２s", "∞", "-0", ".nan", "0x1F", "1_000", "1e400", "９ %", "💥", "\u202e30s"),
);
const cut = fc.record({ at: fc.nat(small.length), length: fc.nat(12), put: noise });
const move = fc.record({ line: fc.nat(lines.length - 1), to: fc.nat(lines.length - 1), copies: fc.nat(2) });

/** The scenario with characters replaced by noise, or with lines left out, doubled, or put elsewhere. */
const garbled = fc.oneof(
  fc
    .array(cut, { minLength: 1, maxLength: 2 })
    .map((cuts) =>
      cuts.reduce((text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length), small),
    ),
  fc.array(move, { minLength: 1, maxLength: 2 }).map((moves) =>
    moves
      .reduce<readonly string[]>((text, { line, to, copies }) => {
        const rest = text.toSpliced(line, 1);
        return rest.toSpliced(to, 0, ...new Array<string>(copies).fill(text[line] ?? ""));
      }, lines)
      .join("\n"),
  ),
);

test("a garbled scenario is refused line by line, or it runs with books that add up", () => {
  let runs = 0;
  const isRefusedOrRuns = (text: string) => {
    const reading = read(text);
    if (!reading.ok) {
      for (const issue of reading.issues) expect(formatIssue(issue)).toMatch(/^[^\n]+expected [^\n]+$/);
      return;
    }
    const { scenario, data } = reading;
    const started = performance.now();
    const watch = () => (performance.now() - started > 10_000 ? "it takes too long" : null);
    const replication = run(scenario, { index: 0, tables: data.tables, stratum: null, crunches: new Map(), watch });
    expect(replication.aborted ?? "").not.toBe("it takes too long");
    for (const service of Object.values(replication.services) as WholeFacts[])
      expect(endsOf(service)).toBe(service.requests.arrived);
    expect(billOf(reading, replication).totalUsd).toBeGreaterThanOrEqual(0);
    runs++;
  };
  fc.assert(fc.property(garbled, isRefusedOrRuns), { seed: 1, numRuns: 250 });
  expect(runs).toBeGreaterThan(10);
});

test("the command answers garbled scenarios with exit 0, 2, 3 or 5, and with no stack trace", () => {
  const path = join(emptyFolder(), "garbled.yaml");
  const answers = (text: string) => {
    writeFileSync(path, text);
    const call = [main, "run", path, "--quiet", "--replications", "1", "--workers", "1"];
    const { status, stderr } = spawnSync(process.execPath, call, { encoding: "utf8", timeout: 60_000 });
    expect([0, 2, 3, 5]).toContain(status);
    expect(stderr).not.toMatch(/^\s+at /m);
  };
  fc.assert(fc.property(garbled, answers), { seed: 2, numRuns: 8 });
});
