import type { ComparedReading, DrillReport } from "../../sim/outcome/verification/index.js";
import type { Reporter } from "../reporter.js";
import { verificationCsv } from "../verification/csv.js";

/** Tasks and acknowledged writes after the drill, then the rows of the verification, for spreadsheets. */
export const csv: Reporter<DrillReport> = {
  format: "csv",
  print: ({ drills, verification }) =>
    verificationCsv(
      verification,
      Object.keys(drills).flatMap((service) => drillMeasures(drills[service]).map((each) => [service, each] as const)),
    ),
};

function drillMeasures(drill: DrillReport["drills"][string]): readonly ComparedReading[] {
  const { running, stopped, stoppedAtS, replacedAfterS, predictedReplacedAfterS, pairedReplacedAfterS, writes } = drill;
  const { acknowledged, kept, deadLettered, lost, duplicates } = writes ?? {};
  const counts = { running, stopped: stopped.length, acknowledged, kept, deadLettered, lost, duplicates };
  return [
    measure("stoppedAtS", "s", stoppedAtS),
    {
      ...measure("replacedAfterS", "s", replacedAfterS),
      predicted: predictedReplacedAfterS.value,
      predictedRange: predictedReplacedAfterS.predictedRange,
      paired: pairedReplacedAfterS,
    },
    ...Object.entries(counts).map(([name, count]) => measure(name, "count", count)),
  ];
}

const unpredicted = { predicted: null, predictedRange: null, paired: null };
const uncompared = { error: null, errorOfPaired: null, inside: null };

function measure(name: string, unit: "s" | "count", measured: number | null | undefined): ComparedReading {
  return { name, field: `drill.${name}`, unit, measured: measured ?? Number.NaN, ...unpredicted, ...uncompared };
}
