import { duration, timeOfDay } from "../../scenarios/language/index.js";
import { second } from "../../scenarios/language/units/time.js";
import { Clock, type ClockConfig } from "../../workload/clock.js";
import { WrongCall } from "./failures.js";

/**
 * The settings that make a part of a scenario's clock all of it. A window is its begin, a time of day or an offset from
 * clock.start, and its length: `20:00+10m`, `2h+10m`.
 */
export function windowSettings(window: string, config: ClockConfig): readonly string[] {
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
