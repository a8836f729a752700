import { type Command, InvalidArgumentError, Option } from "commander";
import { canaryFiles, canaryReporters } from "../../../reports/canary/index.js";
import { pageOf } from "../../../reports/html/index.js";
import { duration, ratio } from "../../../scenarios/language/index.js";
import { judgeCanary } from "../../experiments/canary.js";
import { type CanarySettings, planCanary, requestOf } from "../../experiments/canary-plan.js";
import { askedOf, examinedLast } from "../../experiments/deciding-unknowns.js";
import { pageScript } from "../../experiments/package-assets.js";
import type { ExperimentPlan } from "../../experiments/plan.js";
import type { AskedStep } from "../../experiments/release.js";
import type { CanaryOutcome, CanaryQuestion } from "../../outcome/canary/outcome.js";
import { canaryExitCode } from "../../outcome/exit-code.js";
import { exitCodes } from "../exit-codes.js";
import { type Conclusion, conduct, type OpenExperiment } from "../experiments/conduct.js";
import { WrongCall } from "../failures.js";
import { openScenario, printWarnings } from "../open-scenario.js";
import { type ExperimentOptions, examples, sensitivityOption, settingsOf, withExperimentOptions } from "../options.js";
import { print } from "../terminal.js";

interface Options extends ExperimentOptions {
  readonly regression: number;
  readonly power: number;
  readonly confidence: number;
  readonly service?: string;
  readonly steps?: readonly AskedStep[];
  readonly sensitivity?: true;
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
    .addOption(shareOption("--regression <share>", "the rise of p99 that has to be found", share, 0.15))
    .addOption(shareOption("--power <share>", "the probability with which it has to be", probability, 0.8))
    .addOption(
      shareOption(
        "--confidence <share>",
        "the probability with which a healthy release passes a test",
        probability,
        0.95,
      ),
    )
    .option("--service <name>", "whose releases are meant, where several services have them")
    .option("--steps <share:time,...>", "the canary's steps in place of the scenario's, such as 10%:30m,50%:1h", steps)
    .addOption(sensitivityOption())
    .addHelpText(
      "after",
      examples(
        "sim canary fleet.yaml",
        "sim canary fleet.yaml --regression 10% --power 90%",
        "sim canary fleet.yaml --steps 5%:30m,25%:1h",
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

function shareOption(flags: string, about: string, read: (text: string) => number, usual: number): Option {
  return new Option(flags, about).argParser(read).default(usual, `${Math.round(100 * usual)} %`);
}

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

/** Parses steps, written as `setWeight` and `pause` of Argo Rollouts are. */
function steps(text: string): readonly AskedStep[] {
  const told = text.split(",").map((step) => {
    const [share, time, ...rest] = step.split(":").map((part) => part.trim());
    const [part, lasts] = [ratio().safeParse(share).data ?? 0, duration().safeParse(time).data ?? 0];
    return rest.length === 0 && part > 0 && part < 1 && lasts > 0 ? { share: part, lasts } : null;
  });
  const known = told.filter((step) => step !== null);
  const rises = known.every(({ share }, at) => at === 0 || share > known[at - 1].share);
  if (known.length === told.length && rises) return known;
  throw new InvalidArgumentError("expected rising shares below 100% with times, such as 10%:30m,50%:1h");
}

function conclude(outcome: CanaryOutcome | null, { format }: Pick<Options, "format">): Conclusion {
  if (outcome === null) {
    process.stderr.write("nothing is told: some rollouts ended early\n");
    return { code: exitCodes.aborted, files: {} };
  }
  print(outcome, format, canaryReporters);
  return {
    code: canaryExitCode(outcome),
    files: { "report.html": pageOf(outcome, [], pageScript()), ...canaryFiles(outcome) },
  };
}

/** Reads the scenario once for each alternative of each way to bring its release. */
export function openPlan(
  path: string,
  {
    steps,
    service,
    sensitivity,
    ...options
  }: Omit<Options, "regression" | "power" | "confidence" | "workers" | "format">,
  question: CanaryQuestion,
): ExperimentPlan<CanarySettings> {
  const read = openScenario(path, { ...options, set: settingsOf(options) });
  const opened = (settings: readonly string[]) =>
    openScenario(path, { ...options, set: [...settingsOf(options), ...settings] });
  const plan = planCanary(read, question, { service, steps }, (settings, isOptional) =>
    isOptional ? whereItCanBe(() => opened(settings)) : opened(settings),
  );
  if ("refused" in plan) throw new WrongCall([`${path}: expected ${plan.refused}`]);
  if (!options.quiet) printWarnings(read.warnings);
  if (!sensitivity) return plan;
  return { ...plan, settings: { ...plan.settings, sensitivity: askedOf([read]) } };
}

/** A canary's sizing as its plan says. */
export function canaryOf(plan: ExperimentPlan, options: Pick<Options, "format">): OpenExperiment<CanaryOutcome | null> {
  const request = requestOf(plan as ExperimentPlan<CanarySettings>);
  return {
    plan,
    ...(request.sensitivity && { indivisible: examinedLast }),
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
