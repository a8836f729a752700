import { z } from "zod";
import { integer, name, ratio, text } from "../../scenarios/language/index.js";
import { spell } from "../../scenarios/language/spelling.js";
import type { ServiceView, UtilizationRange } from "../services/kind.js";
import { kindOf } from "../services/service-shape.js";
import type { Scenario } from "./shape.js";

/** The origin of a demand's measured steps, as `sim calibrate` writes it. */
export const calibrationShape = z.record(
  name(),
  z.strictObject({
    source: text().describe("What the service time was learnt from, as a file of measurements."),
    at: text().describe("When it was measured: a date, or the first and last instant of a log."),
    requests: integer({ min: 1 }).describe("Requests that the service time was learnt from."),
    utilization: z
      .strictObject({
        from: ratio().describe("The least utilization of the measurement."),
        to: ratio().describe("The highest utilization of the measurement."),
      })
      .optional()
      .describe("CPU of the service while it was measured, used over reserved; left out where nobody knows."),
  }),
);

/** A demand that was measured at other utilizations than it is predicted at. */
interface OutsideRange {
  readonly demand: string;
  /** Utilizations in words, such as "5 % to 40 %": the measured range, and the predicted one. */
  readonly calibrated: string;
  readonly predicted: string;
}

/** Utilizations are spelt in whole percents: what differs by less is the same. */
const tolerance = 0.005;

/** The calibrated demands whose service is expected to be busier, or less busy, than while they were measured. */
export function outsideCalibration(
  scenario: Scenario,
  viewOf: (service: string) => ServiceView,
): readonly OutsideRange[] {
  const { calibration, demand, services } = scenario;
  return Object.entries(calibration).flatMap(([name, { utilization }]) => {
    const service = demand.find((each) => each.name === name)?.to;
    if (utilization === undefined || service === undefined || services[service] === undefined) return [];
    const expected = kindOf(services[service]).expects?.(services[service], viewOf(service)).utilization ?? null;
    if (expected === null || isWithin(expected, utilization)) return [];
    return [{ demand: name, calibrated: spellRange(utilization), predicted: spellRange(expected) }];
  });
}

function isWithin(expected: UtilizationRange, { from, to }: UtilizationRange): boolean {
  return expected.from >= from - tolerance && expected.to <= to + tolerance;
}

function spellRange({ from, to }: UtilizationRange): string {
  const [low, high] = [from, to].map(spell.percent);
  return low === high ? low : `${low} to ${high}`;
}
