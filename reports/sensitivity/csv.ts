import { stringify } from "csv-stringify/sync";
import { ends, type SensitivityOutcome } from "../../sim/outcome/sensitivity.js";
import type { Reporter } from "../reporter.js";

/** A row for every number at every end of every parameter. */
export const csv: Reporter<SensitivityOutcome> = {
  format: "csv",
  print({ unknowns, predicted }) {
    const header = [
      ...["parameter", "predictedAt", "end", "endAt", "field", "unit", "predicted"],
      ...["difference", "difference.low", "difference.high", "isBeyondChance", "flips", "refused"],
    ];
    const rows = unknowns.flatMap((unknown) =>
      ends.flatMap((end) => {
        const { value, effects, verdicts, refused } = unknown[end];
        const flips = verdicts.filter(({ isBeyondChance }) => isBeyondChance).map(({ objective }) => objective);
        return predicted.map(({ field, unit, estimate }, place) => {
          const { difference = null, interval = null, isBeyondChance = false } = effects[place] ?? {};
          return [
            ...[unknown.path, unknown.value, end, value, field, unit, estimate.value],
            ...[difference, interval?.low, interval?.high, isBeyondChance, flips.join("; "), refused],
          ];
        });
      }),
    );
    return stringify([header, ...rows], { cast: { boolean: (value) => (value ? "yes" : "no") } });
  },
};
