import { type Command, InvalidArgumentError, Option } from "commander";
import type { Share } from "../../../harness/plan/share.js";
import { duration, ratio, timeOfDay } from "../../../scenarios/language/index.js";
import { nearest } from "../../../scenarios/language/issues.js";
import { second } from "../../../scenarios/language/units/time.js";
import { Clock, type ClockConfig } from "../../../workload/clock.js";
import type { ReadScenario, Scenario } from "../../scenario/index.js";
import { WrongCall } from "../failures.js";
import { openScenario } from "../open-scenario.js";
import { filePath, repeated, type ScenarioOptions, wholeNumber, withScenarioOptions } from "../options.js";

export const wholeSchedule: Share = { index: 1, of: 1 };

/** Options of real load. */
export interface HarnessOptions extends ScenarioOptions {
  readonly target: readonly string[];
  readonly window?: string;
  readonly scale?: number;
  readonly processes?: number;
  readonly share: Share;
  readonly connections?: number;
  readonly yes?: true;
  readonly seed?: number;
  readonly out?: string;
  readonly force?: true;
  readonly quiet?: true;
  /** The port of a page to look on; 0 is any that is free. */
  readonly live?: number | true;
}

/** Adds the options of every command that drives load. */
export function withHarnessOptions(command: Command): Command {
  return withScenarioOptions(command)
    .addOption(repeated("--target <[service=]url>", "where a service, or all of them, listens; may be given again"))
    .option("--window <from+length>", "part of the scenario's clock, such as 20:00+10m or 2h+10m")
    .option("--scale <share>", "keep this share of the traffic, such as 10 %", scale)
    .option("--processes <n>", "generator processes (default: one for each 1,000/s)", wholeNumber(1))
    .option("--connections <n>", "open at most so many (default: staging.ceilings.connections)", wholeNumber(1))
    .option("--seed <n>", "of every random number (default: the scenario's)", wholeNumber(0))
    .option("--yes", "drive hosts other than this machine, where staging.allow names them")
    .option("--out <dir>", "keep the result there: its files, what they were made from, and report.html", filePath)
    .option("--force", "write over a run that is there already")
    .option("--live [port]", "serve a page on this machine to look on, which ends as the report", portNumber)
    .option("--quiet", "no progress and no notes");
}

/** Which part of a schedule this machine drives. */
export function withShareOption(command: Command): Command {
  const about = "drive the i-th of n parts; other machines drive the others";
  return command.addOption(new Option("--share <i/n>", about).argParser(share).default(wholeSchedule, "all of it"));
}

/** Reads a scenario as real load sees it: on its staging fleet, in the window and at the scale that the call asks for. */
export function openForLoad(path: string, { variant, day, set, seed, window, scale }: HarnessOptions): ReadScenario {
  const settings = [...set, ...(seed === undefined ? [] : [`seed=${seed}`])];
  const whole = openScenario(path, { variant, day, set: settings, staging: true });
  const { clock, demand } = whole.scenario;
  const narrowed = [
    ...(window === undefined ? [] : windowSettings(window, clock)),
    ...(scale === undefined ? [] : demand.map(({ name, keep }) => `demand.${name}.keep=${keep * scale}`)),
  ];
  if (narrowed.length === 0) return whole;
  return openScenario(path, { variant, day, set: [...settings, ...narrowed], staging: true });
}

/** Target of each service that has demand, from `--target`: by name, or one target for all that are not named. */
export function targetsOf(written: readonly string[], scenario: Scenario): Readonly<Record<string, string>> {
  const services = drivenServices(scenario);
  const targets: Record<string, string> = {};
  const common: string[] = [];
  for (const target of written) {
    const named = /^([A-Za-z][\w-]*)=(.*)$/.exec(target);
    if (named === null) common.push(target);
    else targets[drivenService(named[1], services)] = named[2];
  }
  if (common.length > 1) throw new WrongCall(["--target: expected one URL for all services, or service=URL for each"]);
  for (const service of services) targets[service] ??= common[0] ?? missing(service);
  return targets;
}

function drivenService(name: string, services: readonly string[]): string {
  if (services.includes(name)) return name;
  throw new WrongCall([expectedService(`--target ${name}=...`, name, services)]);
}

function missing(service: string): never {
  throw new WrongCall([`no target for ${service}: say --target ${service}=http://127.0.0.1:8080`]);
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("expected a port from 0 to 65535");
}

function scale(text: string): number {
  const { data } = ratio({ min: 1e-9 }).safeParse(/^[\d.]+$/.test(text) ? Number(text) : text);
  if (data === undefined) throw new InvalidArgumentError("expected a share such as 10 % or 0.1");
  return data;
}

function share(text: string): Share {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (index >= 1 && index <= of) return { index, of };
  throw new InvalidArgumentError("expected the part and their number, such as 1/3");
}

/**
 * The settings that make a part of a scenario's clock all of it. A window is its begin, a time of day or an offset from
 * clock.start, and its length: `20:00+10m`, `2h+10m`.
 */
function windowSettings(window: string, config: ClockConfig): readonly string[] {
  const [begin, written, ...more] = window.split("+");
  const clock = new Clock(config);
  const start = beginOf(begin, clock);
  const length = duration({ min: second }).safeParse(written).data;
  if (start === undefined || length === undefined || more.length > 0 || start % second !== 0) {
    throw new WrongCall([`--window ${window}: expected a begin and a length such as 20:00+10m or 2h+10m`]);
  }
  if (start + length > clock.duration) throw outside(window, clock);
  const local = clock.iso(start).slice(0, "2026-03-02T20:00:00".length);
  return [`clock.start=${local}`, `clock.duration=${length / second}s`];
}

function beginOf(written: string, clock: Clock): number | undefined {
  const minutes = timeOfDay().safeParse(written).data;
  return minutes === undefined ? duration().safeParse(written).data : clock.firstAt(minutes);
}

function outside(window: string, clock: Clock): WrongCall {
  const [from, to] = [0, clock.duration].map((instant) =>
    clock.iso(instant).slice(0, "2026-03-02T20:00:00".length).replace("T", " "),
  );
  return new WrongCall([`--window ${window}: expected a part of the scenario's clock, ${from} to ${to}`]);
}

/** The services that have demand: what load can be driven at. */
export function drivenServices({ demand }: Pick<Scenario, "demand">): readonly string[] {
  return [...new Set(demand.map(({ to }) => to))];
}

/** The message for an option that names none of the services; `example` shows another way to write it. */
export function expectedService(written: string, name: string, driven: readonly string[], example = ""): string {
  const hint = nearest(name, driven);
  const meant = hint === undefined ? "" : `; did you mean ${hint}?`;
  return `${written}: expected one of the services with demand ${driven.join(", ")}${example}${meant}`;
}
