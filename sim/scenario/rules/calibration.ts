import { spell } from "../../../scenarios/language/spelling.js";
import type { ServiceView, UtilizationRange } from "../../services/kind.js";
import { kindOf } from "../../services/service-shape.js";
import { serviceView } from "../service-view.js";
import type { Scenario } from "../shape.js";
import type { ScenarioRule } from "./rule.js";

/** A calibrated demand should be predicted within the range in which it was measured. */
export const calibratedRange: ScenarioRule = ({ demands, data: { tables } }) => ({
  code: "calibrated-range",
  check(scenario, report) {
    const outside = outsideCalibration(scenario, (service) => serviceView(service, scenario, demands, tables));
    for (const { demand, calibrated, predicted } of outside) {
      report(["calibration", demand, "utilization"], {
        severity: "warning",
        expected: `a load within what was calibrated, ${calibrated} CPU`,
        got: `${predicted} CPU`,
        hint: "calibrate at the load that you predict, or hold the prediction against it with sim verify",
      });
    }
  },
});

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
