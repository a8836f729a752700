import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dataSize,
  duration,
  memory,
  money,
  perMinute,
  rate,
  ratio,
  timeOfDay,
  vcpu,
} from "../../scenarios/language/index.js";

const microsecondsMax = Number.MAX_SAFE_INTEGER;

describe("every value that a unit can have is written so that it reads back exactly", () => {
  const values = {
    duration: [duration(), fc.integer({ min: 0, max: microsecondsMax })],
    rate: [rate(), positiveFloat()],
    perMinute: [perMinute(), positiveFloat()],
    ratio: [ratio(), fc.double({ min: 0, max: 1, noNaN: true })],
    dataSize: [dataSize(), fc.integer({ min: 0, max: microsecondsMax })],
    memory: [memory(), fc.double({ min: 0, max: 1e9, noNaN: true })],
    vcpu: [vcpu(), fc.double({ min: 0, max: 1e6, noNaN: true })],
    money: [money(), positiveFloat()],
    timeOfDay: [timeOfDay(), fc.integer({ min: 0, max: 1439 })],
  } as const;
  test.each(Object.entries(values))("%s", (_, [codec, value]) => {
    fc.assert(
      fc.property(value as fc.Arbitrary<number>, (value) => {
        expect(codec.parse(codec.encode(value + 0))).toBe(value + 0);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

function positiveFloat(): fc.Arbitrary<number> {
  return fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
}

test("the shortest exact spelling is written", () => {
  expect(duration().encode(90 * 60e6)).toBe("90m");
  expect(duration().encode(1_500_000)).toBe("1.5s");
  expect(duration().encode(100_000)).toBe("100ms");
  expect(duration().encode(0)).toBe("0s");
  expect(rate().encode(200 / 60)).toBe("200/min");
  expect(rate().encode(150)).toBe("150/s");
  expect(memory().encode(2048)).toBe("2 GB");
  expect(memory().encode(512)).toBe("512 MiB");
  expect(dataSize().encode(12_288)).toBe("12 KB");
  expect(ratio().encode(0.6)).toBe("60 %");
  expect(vcpu().encode(0.25)).toBe("0.25 vCPU");
});

test("bounds are part of what is expected, in the unit's own spelling", () => {
  const bounded = duration({ min: 1_000_000, max: 120_000_000 });
  expect(bounded.safeParse("5m").error!.issues[0].message).toBe("a duration such as 100ms, 2m or 10h, from 1s to 2m");
});
