import { type Command, InvalidArgumentError, Option } from "commander";
import { families } from "../../../harness/calibrate/fit/index.js";
import { duration, rate, type Unit } from "../../../scenarios/language/index.js";
import { repeated, type ScenarioOptions, wholeNumber, withScenarioOptions } from "../options.js";
import type { SubjectChoice } from "./subject.js";

/** Options of a calibration. */
export interface CalibrateOptions extends ScenarioOptions, SubjectChoice {
  readonly target: readonly string[];
  readonly from?: readonly string[];
  /** Per second. */
  readonly rate?: number;
  /** Microseconds. */
  readonly duration: number;
  readonly hold: number;
  readonly saturation: boolean;
  readonly pid?: number;
  readonly cpuPercent?: number;
  readonly vcpu?: number;
  readonly column?: string;
  /** Microseconds that a 1 in the column stands for. */
  readonly unit: number;
  readonly where?: readonly (readonly [label: string, value: string])[];
  /** Which run of a file that holds several, from 1. */
  readonly run?: number;
  readonly fit?: string;
  readonly connections?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly force?: true;
  readonly format: string;
  readonly yes?: true;
  readonly quiet?: true;
}

const kinds = [...families.map(({ kind }) => kind), "empirical"];

export function withCalibrateOptions(command: Command): Command {
  return withScenarioOptions(command)
    .addOption(
      repeated("--target <[service=]url>", "measure this target: saturate it, then probe it at a part of that"),
    )
    .option(
      "--from <file...>",
      "read measurements: a run of sim load, k6 CSV or JSON, JMeter JTL, ALB access logs (gz too), a CSV",
    )
    .addOption(
      new Option(
        "--where <label=value...>",
        "with --from: only rows such as group=::checkout method=GET (* for any part)",
      ).argParser(chosenLabel),
    )
    .option("--run <n>", "with --from a file of several runs: which of them", wholeNumber(1))
    .option("--demand <name>", "which demand's requests (needed where there are several)")
    .option("--class <name>", "which class of them")
    .option(
      "--rate <rate>",
      "of the probe (default: 30 % of what saturates the target); with --from in place of the rate of the file",
      perSecond,
    )
    .addOption(timed("--duration <time>", "of the probe", "60s"))
    .addOption(
      timed(
        "--hold <time>",
        "of each level on the way to saturation, four times at most where its rate scatters",
        "4s",
      ),
    )
    .option("--no-saturation", "probe only; without --pid the CPU per request stays the scenario's")
    .option(
      "--pid <n>",
      "the target is this process of this machine: its clock tells the CPU of a request",
      wholeNumber(1),
    )
    .option(
      "--cpu-percent <n>",
      "with --from: CPU used over reserved while it was measured, as CloudWatch shows it (below)",
      percent,
    )
    .option("--vcpu <n>", "vCPUs behind the measurement (default: those of the scenario's tasks)", positive)
    .option("--column <name>", "with --from a CSV: the column with the durations")
    .addOption(timed("--unit <time>", "what a 1 in that column stands for", "1ms"))
    .addOption(
      new Option("--fit <family>", "take this family (default: the likeliest, or empirical where none fits)").choices(
        kinds,
      ),
    )
    .option("--connections <n>", "open at most so many (default: staging.ceilings.connections)", wholeNumber(1))
    .option("--seed <n>", "of every random number (default: the scenario's)", wholeNumber(0))
    .option("--yes", "drive hosts other than this machine, where staging.allow names them")
    .option("--out <file.yaml>", "write the overlay there, in the scenario's folder or above it")
    .option("--force", "write over an overlay that is there already")
    .addOption(new Option("--format <name>", "how to print the result").choices(["text", "json"]).default("text"))
    .option("--quiet", "no progress and no notes");
}

function chosenLabel(text: string, before: readonly (readonly [string, string])[] = []) {
  const at = text.indexOf("=");
  if (at > 0) return [...before, [text.slice(0, at), text.slice(at + 1)] as const];
  throw new InvalidArgumentError("expected label=value, such as group=::checkout");
}

function read(unit: Unit<number>, expected: string): (text: string) => number {
  return (text) => {
    const { data } = unit.safeParse(text);
    if (data === undefined) throw new InvalidArgumentError(`expected ${expected}`);
    return data;
  };
}

const perSecond = read(rate({ min: 1e-6 }), "a rate such as 5/s");

/** An option in microseconds, whose help shows its default as one would write it. */
function timed(flags: string, about: string, usual: string): Option {
  const micros = read(duration({ min: 1 }), "a duration such as 60s");
  return new Option(flags, about).argParser(micros).default(micros(usual), usual);
}

function positive(text: string): number {
  const value = /^[\d.]+$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError("expected a number above 0");
}

function percent(text: string): number {
  const value = positive(text.replace(/\s*%$/, ""));
  if (value <= 100) return value;
  throw new InvalidArgumentError("expected a percentage up to 100");
}
