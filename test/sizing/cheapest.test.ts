import fc from "fast-check";
import { expect, test } from "vitest";
import { everySize } from "../../sim/capacity/fargate-sizes.js";
import type { RoleSizing } from "../../sim/sizing/sizing.js";
import { sized } from "./read.js";

const usdPerHour = (vcpu: number, memoryGb: number) => vcpu * 0.04048 + memoryGb * 0.004445;

interface Needs {
  readonly load: number;
  readonly baseVcpu: number;
  readonly vcpu: number;
  readonly baseMib: number;
  readonly mib: number;
}

function cheapest({ load, baseVcpu, vcpu, baseMib, mib }: Needs): RoleSizing {
  return sized(`region: us-east-1
load: { things: ${load} }
roles:
  one:
    serves: things
    cpu: { base: ${baseVcpu} vCPU, each: ${vcpu} vCPU per thing }
    memory: { base: ${baseMib} MiB, each: ${mib} MiB per thing }
`).roles.one;
}

/** The least that any size costs with any number held in each container: every one is tried. */
function leastUsdPerHour({ load, baseVcpu, vcpu, baseMib, mib }: Needs): number {
  const found = everySize.flatMap((size) =>
    Array.from({ length: load }, (_, index) => index + 1)
      .filter((held) => baseVcpu + held * vcpu <= 0.7 * size.cpu + 1e-9)
      .filter((held) => baseMib + held * mib <= 0.8 * size.memory + 1e-9)
      .map((held) => Math.ceil(load / held) * usdPerHour(size.cpu, size.memory / 1_024)),
  );
  return Math.min(...found);
}

const needs = fc.record({
  load: fc.integer({ min: 1, max: 60 }),
  baseVcpu: fc.integer({ min: 0, max: 20 }).map((tenths) => tenths / 10),
  vcpu: fc.integer({ min: 1, max: 80 }).map((hundredths) => hundredths / 100),
  baseMib: fc.integer({ min: 0, max: 2_000 }),
  mib: fc.integer({ min: 1, max: 3_000 }),
});

test("no size costs less than the one found, with whatever number in each container", () => {
  fc.assert(
    fc.property(needs, (each) => {
      const { containers, fit, efficiency } = cheapest(each);
      expect(containers * usdPerHour(fit.has.vcpu, fit.has.memoryGb)).toBeCloseTo(leastUsdPerHour(each), 8);
      expect(containers * fit.holds).toBeGreaterThanOrEqual(each.load);
      expect(efficiency).toBeLessThanOrEqual(1);
      expect(["within", "scales-down"]).toContain(fit.cpuLevel);
    }),
    { numRuns: 60 },
  );
});

test("holdsMax and min bound it", () => {
  const text = `region: us-east-1
load: { things: 10 }
roles:
  one: { serves: things, cpu: { each: 0.1 vCPU per thing }, memory: { each: 100 MB per thing }, holdsMax: 4, min: 4 }
`;
  expect(sized(text).roles.one).toMatchObject({ containers: 4, fit: { holds: 3 } });
});
