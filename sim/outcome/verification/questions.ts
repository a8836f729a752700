import type { Question } from "../deciding-unknowns.js";
import { effectOn, type SampledRuns } from "../effect.js";
import { estimateSamples, groupSamples, readingOfSamples, type SampleSheet } from "../sample.js";
import type { Verification } from "./verification.js";

/** Whether each measure of a service lies where single runs fall, as the runs of a prediction tell it. */
export function rangeQuestions({ services }: Pick<Verification, "services">, sheet: SampleSheet): readonly Question[] {
  return Object.entries(services).flatMap(([service, { measures }]) =>
    measures.flatMap(({ name, field, measured, inside }): readonly Question[] => {
      const found = sheet.readings.find((reading) => reading.field === `${service}.${field}`);
      if (inside === null || found === undefined) return [];
      const reading = readingOfSamples(found);
      const rangeOf = ([{ samples, strata }]: readonly SampledRuns[]) =>
        estimateSamples(sheet, groupSamples(samples, strata), reading).predictedRange;
      return [
        {
          subject: `${service} ${name}`,
          ask: (runs) => {
            const range = rangeOf(runs);
            const isInside = range !== null && measured >= range[0] && measured <= range[1];
            return { verdict: isInside ? "in range" : "outside", isDecided: range !== null };
          },
          chance: ([atEnd], [base]) => effectOn(reading, base, atEnd).chance,
        },
      ];
    }),
  );
}
