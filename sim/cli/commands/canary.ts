import { type Command, InvalidArgumentError } from "commander";
import { canaryFiles, canaryReporters } from "../../../reports/canary/index.js";
import { ratio } from "../../../scenarios/language/index.js";
import { alternativeOf } from "../../experiments/alternative.js";
import { judgeCanary, type RolloutAlternatives, regressionsFor } from "../../experiments/canary.js";
import { ecsRelease, rolloutSettings, withoutRelease } from "../../experiments/canary-settings.js";
import { packageVersion } from "../../experiments/package-assets.js";
import { type ExperimentPlan, scenarioOf } from "../../experiments/plan.js";
import { plannedRelease } from "../../experiments/release.js";
import type { CanaryOutcome, CanaryQuestion } from "../../outcome/canary/outcome.js";
import type { Scenario } from "../../scenario/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { type Conclusion, conduct, type OpenExperiment } from "../experiments/conduct.js";
import { WrongCall } from "../failures.js";
import { openScenario, printWarnings } from "../open-scenario.js";
import { type ExperimentOptions, examples, settingsOf, withExperimentOptions } from "../options.js";
import { print } from "../terminal.js";

interface Options extends ExperimentOptions {
  readonly regression: number;
  readonly power: number;
  readonly confidence: number;
  readonly service?: string;
}

/** Rollouts that are simulated where nobody says how many: what none of them shows has a probability of at most 15 %. */
const usualReplications = 20;

/** Says before a rollout how large and how long each step must be, and what its abort rules would do. */
export const canary = (command: Command): Command =>
  withExperimentOptions(command, canaryReporters)
    .description(
      "Says, before a release, how long each step of its canary has to last until a slower p99 is found, and what its abort rules and " +
        "ECS's own canary make of healthy and of slower releases. Exits 3 where a step cannot decide in the time that it is given.",
    )
    .argument("<scenario.yaml>")
    .option("--regression <share>", "the rise of p99 that has to be found", share, 0.15)
    .option("--power <share>", "the probability with which it has to be", probability, 0.8)
    .option("--confidence <share>", "the probability with which a healthy release passes a test", probability, 0.95)
    .option("--service <name>", "whose releases are meant, where several services have them")
    .addHelpText(
      "after",
      examples(
        "sim canary fleet.yaml",
        "sim canary fleet.yaml --regression 10% --power 90%",
        "sim canary fleet.yaml --replications 100 --out runs/canary      # resumed where it was stopped",
        "sim canary fleet.yaml --format markdown > comment.md",
      ),
    )
    .action(async (path: string, options: Options) => {
      const { regression, power, confidence, replications = usualReplications } = options;
      const question: CanaryQuestion = { regression, power, level: Number((1 - confidence).toPrecision(9)) };
      process.exitCode = await conduct(
        options,
        canaryOf(openPlan(path, { ...options, replications }, question), options),
      );
    });

function share(text: string): number {
  const value = ratio().safeParse(text).data ?? 0;
  if (value > 0 && value < 10) return value;
  throw new InvalidArgumentError("expected a share above 0 such as 15%");
}

function probability(text: string): number {
  const value = ratio().safeParse(text).data ?? 0;
  if (value >= 0.5 && value < 1) return value;
  throw new InvalidArgumentError("expected a share from 50% to below 100%, such as 80%");
}

function conclude(outcome: CanaryOutcome | null, { format }: Pick<Options, "format">): Conclusion {
  if (outcome === null) {
    process.stderr.write("nothing is told: some rollouts ended early\n");
    return { code: exitCodes.aborted, files: {} };
  }
  print(outcome, format, canaryReporters);
  const code: ExitCode = outcome.verdict === "decides" ? exitCodes.good : exitCodes.objectiveMissed;
  return { code, files: canaryFiles(outcome) };
}

/** What the canary's plan needs beside its alternatives, of which the first is the scenario itself. */
interface CanarySettings {
  readonly question: CanaryQuestion;
  readonly service: string | null;
  /** The alternatives of each way to bring the release, by place; null where there is none. */
  readonly rollouts: readonly (readonly [equal: number, spiked: number | null, own: number | null])[];
  readonly without: number;
}

/** Reads the scenario once for each alternative of each way to bring its release. */
export function openPlan(
  path: string,
  options: Omit<Options, "regression" | "power" | "confidence" | "workers" | "format">,
  question: CanaryQuestion,
): ExperimentPlan<CanarySettings> {
  const read = openScenario(path, { ...options, set: settingsOf(options) });
  if (read.days.length > 0) {
    const names = read.days.map(({ name }) => name).join(", ");
    throw new WrongCall([`${path}: a release is sized for a day of its calendar: --day names one of ${names}`]);
  }
  const releases = releasesOf(read.scenario, options.service, path);
  if (!options.quiet) printWarnings(read.warnings);
  const { replications } = read.scenario;
  const alternatives = [alternativeOf("the scenario", read)];
  const added = (name: string, settings: readonly string[]): number => {
    const set = [...settingsOf(options), ...settings];
    return alternatives.push(alternativeOf(name, openScenario(path, { ...options, set }), replications)) - 1;
  };
  const rollouts = releases.map(({ name, release }) => {
    const slower = regressionsFor(question);
    const { equal, spiked, own } = rolloutSettings(read.scenario, release, { slower, rise: question.regression });
    return [
      added(`${name}, an equal revision`, equal),
      whereItCanBe(() => added(`${name}, traffic that doubles`, spiked)),
      own && added(`${name}, the scenario's own revision`, own),
    ] as const;
  });
  const without = added("without a release", withoutRelease(read.scenario, releases[0].release));
  const settings = { question, service: options.service ?? null, rollouts, without };
  return { command: "canary", replications, settings, alternatives };
}

/** The release as it is planned, and as ECS's own canary would bring it. */
function releasesOf(scenario: Scenario, service: string | undefined, path: string) {
  const release = plannedRelease(scenario, service);
  if ("refused" in release) throw new WrongCall([`${path}: expected ${release.refused}`]);
  return [
    { name: "as planned", release },
    { name: "ECS's own canary, 5 % for ten minutes", release: ecsRelease(scenario, release) },
  ];
}

/** A canary's sizing as its plan says. */
export function canaryOf(
  { alternatives, replications, ...plan }: ExperimentPlan,
  options: Pick<Options, "format">,
): OpenExperiment<CanaryOutcome | null> {
  const { question, service, rollouts, without } = plan.settings as CanarySettings;
  const read = scenarioOf(alternatives[0]);
  const releases = releasesOf(read.scenario, service ?? undefined, alternatives[0].scenario);
  const at = (place: number | null) => (place === null ? null : alternatives[place]);
  const request = {
    ...{ read, version: packageVersion(), replications, question },
    rollouts: rollouts.map(
      ([equal, spiked, own], way): RolloutAlternatives => ({
        ...releases[way],
        equal: alternatives[equal],
        spiked: at(spiked),
        own: at(own),
      }),
    ),
    without: alternatives[without],
    assumptions: [...assumptionsOf(read.scenario), ...releases[0].release.assumptions],
  };
  return {
    plan: { ...plan, alternatives, replications },
    conduct: (laboratory, { onProgress, signal }) => judgeCanary({ ...request, laboratory, onProgress, signal }),
    conclude: (outcome) => conclude(outcome, options),
  };
}

/** Recorded arrivals take no spike. */
function whereItCanBe<Made>(make: () => Made): Made | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof WrongCall) return null;
    throw error;
  }
}

function assumptionsOf(scenario: Scenario): readonly string[] {
  const isShort = scenario.clock.duration < 86_400_000_000;
  return [
    "a healthy release is one of the same task as the one before; a slower one takes so much longer for every answer, without more load",
    isShort
      ? "beyond the run's end the traffic is its mean over the run"
      : "beyond the run's end the traffic of its last day comes again",
    "no step is sized below 500 answers of either revision, five of which lie beyond the p99: fewer hardly tell one",
    "Spot crunches that would come by chance are left out; those that the scenario places are in",
  ];
}
