import type { ComparisonOutcome, SampledConfiguration } from "../outcome/compared.js";
import { compared, comparisonQuestions } from "../outcome/compared.js";
import type { ChangeGate } from "../outcome/gate.js";
import type { Sample } from "../outcome/sample.js";
import type { Alternative } from "./alternative.js";
import { decidingUnknowns, type SensitivityAsked } from "./deciding-unknowns.js";
import type { Laboratory } from "./laboratory.js";
import type { TrialWatch } from "./trial.js";

/** The alternatives to compare: at least two, with the same seed and number of replications. */
export interface CompareRequest extends TrialWatch {
  readonly alternatives: readonly Alternative[];
  readonly replications: number;
  readonly gates: readonly ChangeGate[];
  readonly version: string;
  readonly laboratory: Laboratory;
  /** Left out where it is not asked which verdicts depend on what nobody knows. */
  readonly sensitivity?: SensitivityAsked | undefined;
}

/** A comparison, or why there is none: a replication broke or was aborted. */
export type CompareResult =
  | { readonly comparison: ComparisonOutcome }
  | { readonly comparison: null; readonly why: string };

/** Simulates every alternative with the random numbers of the same replications and holds them against each other. */
export async function compare(request: CompareRequest): Promise<CompareResult> {
  const { alternatives, replications, gates, version } = request;
  const orders = alternatives.flatMap((alternative) =>
    Array.from({ length: replications }, (_, index) => ({ alternative, index })),
  );
  const found: (Sample | null)[] = orders.map(() => null);
  let broken: Error | null = null;
  for await (const { place, sample, error } of request.laboratory.samples(orders, request)) {
    found[place] = sample;
    broken ??= error;
  }
  const whole = found.filter((sample) => sample !== null && sample.aborted === null);
  if (whole.length < orders.length) {
    const aborted = found.find((sample) => sample?.aborted)?.aborted ?? null;
    return { comparison: null, why: broken?.message ?? aborted ?? "" };
  }
  const configurations = alternatives.map(({ name, scenario, variant, sheet, strata }, at): SampledConfiguration => {
    const own = found.slice(at * replications, (at + 1) * replications) as readonly Sample[];
    return { name, scenario, variant, sheet, strata, samples: own };
  });
  const { seed } = alternatives[0];
  const comparison = compared({ version, seed, replications, configurations, gates });
  const { sensitivity: asked } = request;
  if (asked === undefined) return { comparison };
  const unknowns = await decidingUnknowns({
    configurations: configurations.map(({ samples }, at) => ({ alternative: alternatives[at], samples })),
    ...{ asked, replications },
    questions: comparisonQuestions(comparison, configurations),
    ...{ laboratory: request.laboratory, onProgress: request.onProgress, signal: request.signal },
  });
  return { comparison: { ...comparison, unknowns } };
}
