import type { Outcome } from "../sim/outcome/outcome.js";
import { offsetAt } from "../sim/outcome/wall-clock.js";

/** Turns microseconds since the start of a run into ISO instants, each with the offset that its zone then has. */
export function instants(clock: Outcome["clock"]): (at: number) => string {
  const startMs = Date.parse(clock.start);
  return (at) => {
    const { minutes, iso } = offsetAt(clock, at);
    const wallClock = new Date(startMs + Math.floor(at / 1_000) + minutes * 60_000).toISOString();
    return `${wallClock.replace(/\.000Z$|Z$/, "")}${iso}`;
  };
}
