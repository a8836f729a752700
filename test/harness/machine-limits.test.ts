import { describe, expect, test } from "vitest";
import { EnvironmentProblem } from "../../harness/environment-problem.js";
import { checkLimits, machineLimits } from "../../harness/machine-limits.js";

describe("checkLimits", () => {
  test("says what to raise when a process may not open so many files", () => {
    const check = () => checkLimits(5_000, { files: 1_024, ports: 28_232 });
    expect(check).toThrow(EnvironmentProblem);
    expect(check).toThrow(/5000 connections need 5100 open files and this process may have 1024: .*ulimit -n 5100/);
  });

  test("says what to widen when there are fewer ports than connections", () => {
    expect(() => checkLimits(50_000, { files: 65_536, ports: 28_232 })).toThrow(/28232: widen net\.ipv4/);
  });

  test("allows what fits, and what the machine does not say", () => {
    expect(() => checkLimits(5_000, { files: 5_100, ports: 5_000 })).not.toThrow();
    expect(() => checkLimits(50_000, { files: null, ports: null })).not.toThrow();
  });
});

test("the limit on open files is read from this machine", () => {
  expect(machineLimits().files).toBeGreaterThan(0);
});
