import { z } from "zod";
import { ratio } from "../../../scenarios/language/index.js";
import { keyed } from "../../../workload/random.js";

/** When a launch can fail for a reason of its own. */
export type Phase = "call" | "pull" | "download" | "install" | "import";

interface Cause {
  readonly name: string;
  readonly phase: Phase;
  readonly about: string;
  /** Nobody mends it between two attempts, so that a run which meets it meets it again. */
  readonly isLasting: boolean;
}

/** Why a launch fails, in the order of its phases: the runbook's causes, each with a probability in the scenario. */
export const launchFailures = [
  { name: "network", phase: "call", isLasting: true, about: "Security groups or subnets are misconfigured." },
  { name: "role", phase: "call", isLasting: true, about: "A role does not exist or may not do enough." },
  { name: "imagePull", phase: "pull", isLasting: false, about: "The image cannot be pulled; the process never runs." },
  { name: "artifactMissing", phase: "download", isLasting: true, about: "NoSuchKey: the artifact is not in S3." },
  { name: "artifactDenied", phase: "download", isLasting: true, about: "AccessDenied by role, bucket policy or key." },
  { name: "artifactUnreachable", phase: "download", isLasting: false, about: "S3 cannot be reached." },
  { name: "packageBroken", phase: "install", isLasting: true, about: "A dependency package is corrupted or missing." },
  { name: "packageUnavailable", phase: "install", isLasting: true, about: "A package is not available in PyPI." },
  { name: "compileFailed", phase: "install", isLasting: true, about: "A native extension does not compile." },
  { name: "packageLeftOut", phase: "import", isLasting: true, about: "The deployment lacks a dependency package." },
  { name: "importFailed", phase: "import", isLasting: true, about: "A module has another path or structure." },
] as const satisfies readonly Cause[];

export type LaunchFailure = (typeof launchFailures)[number]["name"];

/** Every way in which a run can fail. */
export type RunFailure =
  | LaunchFailure
  | "throttled"
  | "quota"
  | "capacity"
  | "executorUnavailable"
  | "diskFull"
  | "taskFailed"
  | "timeout"
  | "outOfMemory"
  | "interrupted"
  | "stopped"
  | "crashed"
  | "zoneOutage"
  /** Unknown: when the reconciler found the run, its task could no longer be described. */
  | "missing";

const probabilities = Object.fromEntries(
  launchFailures.map(({ name, about }) => [
    name,
    ratio().prefault("0 %").describe(`Share of launches that fail so: ${about}`),
  ]),
) as Record<LaunchFailure, ReturnType<ReturnType<typeof ratio>["prefault"]>>;

/** The probability of each cause, of every launch of a run. */
export const failuresShape = z.strictObject(probabilities);

type Probabilities = z.output<typeof failuresShape>;

/** Draws what each attempt of a run meets, keyed by run and attempt so that other attempts have no influence. */
export class LaunchFailures {
  readonly #seed: number;
  readonly #probabilities: Probabilities;

  constructor(seed: number, probabilities: Probabilities) {
    this.#seed = seed;
    this.#probabilities = probabilities;
  }

  /** The first cause of a phase that an attempt meets; null where it passes. */
  in(phase: Phase, key: string, run: number, attempt: number): LaunchFailure | null {
    for (const cause of launchFailures) {
      if (cause.phase !== phase) continue;
      const draw = keyed(this.#seed, `failure/${key}/${cause.name}`, run, cause.isLasting ? 0 : attempt);
      if (draw < this.#probabilities[cause.name]) return cause.name;
    }
    return null;
  }
}
