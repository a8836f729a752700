import { type Command, InvalidArgumentError } from "commander";
import { canaryFiles, canaryReporters } from "../../../reports/canary/index.js";
import { ratio } from "../../../scenarios/language/index.js";
import { alternativeOf } from "../../experiments/alternative.js";
import { judgeCanary, type RolloutAlternatives, regressionsFor } from "../../experiments/canary.js";
import { ecsRelease, rolloutSettings, withoutRelease } from "../../experiments/canary-settings.js";
import { packageVersion } from "../../experiments/package-assets.js";
import { type PlannedRelease, plannedRelease } from "../../experiments/release.js";
import type { CanaryOutcome, CanaryQuestion } from "../../outcome/canary/outcome.js";
import type { ReadScenario } from "../../scenario/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { type Conclusion, conduct } from "../experiments/conduct.js";
import { WrongCall } from "../failures.js";
import { openScenario, printWarnings } from "../open-scenario.js";
import { examples, type RunOptions, settingsOf, withRunOptions } from "../options.js";
import { print } from "../terminal.js";

interface Options extends RunOptions {
  readonly regression: number;
  readonly power: number;
  readonly confidence: number;
  readonly service?: string;
}

/** Rollouts that are simulated where nobody says how many: what none of them shows has a probability of at most 15 %. */
const usualReplications = 20;

/** Says before a rollout how large and how long each step must be, and what its abort rules would do. */
export const canary = (command: Command): Command =>
  withRunOptions(command, canaryReporters)
    .description(
      "Says, before a release, how long each step of its canary has to last until a slower p99 is found, and what its abort rules and\n" +
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
      const opened = openRollouts(path, { ...options, replications }, question);
      if (!options.quiet) printWarnings(opened.read.warnings);
      process.exitCode = await conduct<CanaryOutcome | null>(options, {
        files: ["canary.csv", "canary.md", "canary.json"],
        conduct: (laboratory, { onProgress, signal }) =>
          judgeCanary({ ...opened, version: packageVersion(), replications, question, laboratory, onProgress, signal }),
        conclude: (outcome) => conclude(outcome, options),
      });
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

function conclude(outcome: CanaryOutcome | null, { format }: Options): Conclusion {
  if (outcome === null) {
    process.stderr.write("nothing is told: some rollouts ended early\n");
    return { code: exitCodes.aborted, texts: {} };
  }
  print(outcome, format, canaryReporters);
  const code: ExitCode = outcome.verdict === "decides" ? exitCodes.good : exitCodes.objectiveMissed;
  return { code, texts: canaryFiles(outcome) };
}

/** Reads the scenario once for each alternative of each way to bring its release. */
function openRollouts(path: string, options: Options, question: CanaryQuestion) {
  const read = openScenario(path, { ...options, set: settingsOf(options) });
  const release = plannedRelease(read.scenario, options.service);
  if ("refused" in release) throw new WrongCall([`${path}: expected ${release.refused}`]);
  const { replications } = read.scenario;
  const alternative = (name: string, settings: readonly string[]) => {
    const set = [...settingsOf(options), ...settings];
    return alternativeOf(name, openScenario(path, { ...options, set }), replications);
  };
  const rollout = (name: string, of: PlannedRelease): RolloutAlternatives => {
    const slower = regressionsFor(question);
    const { equal, spiked, own } = rolloutSettings(read.scenario, of, { slower, rise: question.regression });
    return {
      name,
      release: of,
      equal: alternative(`${name}, an equal revision`, equal),
      spiked: whereItCanBe(() => alternative(`${name}, traffic that doubles`, spiked)),
      own: own && alternative(`${name}, the scenario's own revision`, own),
    };
  };
  return {
    read,
    rollouts: [
      rollout("as planned", release),
      rollout("ECS's own canary, 5 % for ten minutes", ecsRelease(read.scenario, release)),
    ],
    without: alternative("without a release", withoutRelease(read.scenario, release)),
    assumptions: [...assumptionsOf(read), ...release.assumptions],
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

function assumptionsOf({ scenario }: ReadScenario): readonly string[] {
  const isShort = scenario.clock.duration < 86_400_000_000;
  return [
    "a healthy release is one of the same task as the one before; a slower one takes so much longer for every answer, without more load",
    isShort
      ? "beyond the run's end the traffic is its mean over the run"
      : "beyond the run's end the traffic of its last day comes again",
    "Spot crunches that would come by chance are left out; those that the scenario places are in",
  ];
}
