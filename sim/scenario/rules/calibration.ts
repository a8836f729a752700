import { outsideCalibration } from "../calibration.js";
import { serviceView } from "../service-view.js";
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
