import { z } from "zod";
import { duration, integer, type Kind, oneOfKind } from "../scenarios/language/index.js";
import { keyed } from "./random.js";

/**
 * Shortest pause of any policy, in microseconds; with jitter, the shortest upper end of the range that is drawn from. A
 * target that refuses answers immediately: without this floor, `immediate` would only measure how fast a client can
 * ask.
 */
export const pauseMin = 100_000;

/** What a policy bases its pause on. */
interface Loss {
  /** Number of failures since the last established connection, including its loss: 1 before the first attempt. */
  readonly failures: number;
  /** The draw in [0, 1) for one of those failures. */
  uniform(failure: number): number;
}

/**
 * What a client does when its connection is lost: the pause before its next attempt in microseconds, or null to give
 * up.
 */
interface ReconnectKind<K extends string = string, S extends z.ZodRawShape = z.ZodRawShape> extends Kind<K, S> {
  pause(config: z.output<z.ZodObject<S, z.core.$strict>>, loss: Loss): number | null;
}

function defineReconnect<const K extends string, S extends z.ZodRawShape>(
  kind: ReconnectKind<K, S>,
): ReconnectKind<K, S> {
  return kind;
}

const attempts = integer({ min: 1, max: 10_000 })
  .optional()
  .describe("Tries in a row that may fail before the client gives up; left out, it goes on for ever.");
const growing = z.strictObject({
  initial: duration()
    .prefault("500ms")
    .describe("The pause before the first try to connect again, which doubles with each further one."),
  max: duration().prefault("30s").describe("The longest pause between two tries to connect again."),
  attempts,
});

/**
 * Every policy; they decide how a storm of reconnects develops. The last four are those of "Exponential Backoff And
 * Jitter" (AWS Architecture Blog, 2015): cap is `max`, base is `initial`, and the attempt is 0 at the first try.
 */
export const reconnects = [
  defineReconnect({
    kind: "immediate",
    about: "At once, again and again.",
    shape: z.strictObject({ attempts }),
    pause: () => pauseMin,
  }),
  defineReconnect({
    kind: "fixed",
    about: "After the same pause each time.",
    shape: z.strictObject({ delay: duration().describe("The pause before each try to connect again."), attempts }),
    pause: ({ delay }) => Math.max(pauseMin, delay),
  }),
  defineReconnect({
    kind: "exponential",
    about: "After pauses that double, up to a limit: min(cap, base · 2^attempt), of which full jitter draws a part.",
    shape: growing.extend({
      jitter: z
        .enum(["full", "none"])
        .prefault("full")
        .describe("full: each pause is drawn between nothing and its length; none: it has just its length."),
    }),
    pause: (config, loss) => (config.jitter === "full" ? fullJitter(config, loss) : longest(config, loss)),
  }),
  defineReconnect({
    kind: "full-jitter",
    about: "After a pause drawn between zero and one that doubles: random(0, min(cap, base · 2^attempt)).",
    shape: growing,
    pause: fullJitter,
  }),
  defineReconnect({
    kind: "equal-jitter",
    about: "After half of a pause that doubles and a part of the other half: t/2 + random(0, t/2).",
    shape: growing,
    pause: (config, loss) => Math.round((longest(config, loss) / 2) * (1 + loss.uniform(loss.failures))),
  }),
  defineReconnect({
    kind: "decorrelated-jitter",
    about: "After a pause drawn between the base and three times the last: min(cap, random(base, 3 · last pause)).",
    shape: growing,
    pause: ({ initial, max }, { failures, uniform }) => {
      const base = Math.max(pauseMin, initial);
      let pause = base;
      for (let failure = 1; failure <= failures; failure++) {
        pause = Math.min(Math.max(pauseMin, max), Math.round(base + uniform(failure) * (3 * pause - base)));
      }
      return pause;
    },
  }),
  defineReconnect({
    kind: "never",
    about: "Not at all: the messages still to come are lost.",
    shape: z.strictObject({}),
    pause: () => null,
  }),
] as const;

type Growing = z.output<typeof growing>;

function fullJitter(config: Growing, loss: Loss): number {
  return Math.round(longest(config, loss) * loss.uniform(loss.failures));
}

/** The pause that doubles: min(cap, base · 2^attempt). */
function longest({ initial, max }: Growing, { failures }: Loss): number {
  let pause = initial;
  for (let failure = 1; failure < failures && pause < max; failure++) pause *= 2;
  return Math.max(pauseMin, Math.min(max, pause));
}

/** The shape of a session's policy. */
export const reconnectShape = oneOfKind(reconnects);

export type ReconnectPolicy = z.output<typeof reconnectShape>;

/** Identifies one pause of one client; the key of its jitter. */
export interface ReconnectKey {
  readonly seed: number;
  readonly demand: string;
  readonly session: number;
  /** Number of connections that the session has attempted so far. */
  readonly attempt: number;
}

/**
 * Microseconds from a lost or refused connection to the next attempt; null to give up. `failures` counts the failures
 * since the last established connection, this one included. The same in the simulation and under real load.
 */
export function reconnectPause(policy: ReconnectPolicy, failures: number, key: ReconnectKey): number | null {
  const kind = reconnects.find((each) => each.kind === policy.kind)! as ReconnectKind;
  if ("attempts" in policy && failures > (policy.attempts ?? Number.POSITIVE_INFINITY)) return null;
  const { seed, demand, session, attempt } = key;
  const uniform = (failure: number) => keyed(seed, `reconnect/${demand}`, session, attempt - failures + failure);
  return kind.pause(policy, { failures, uniform });
}
