import { z } from "zod";
import { duration, flag, integer, oneOfKind } from "../scenarios/language/index.js";
import { distributionShape } from "./distributions/index.js";
import { drawnDuration, requestShape } from "./requests.js";

const jitter = z.enum(["full", "none"]).prefault("full");

/** What a client does when its connection is lost: its policy decides whether a reconnect storm follows. */
export const reconnects = [
  { kind: "immediate", about: "At once, and again at once.", shape: z.strictObject({}) },
  { kind: "fixed", about: "After the same pause each time.", shape: z.strictObject({ delay: duration() }) },
  {
    kind: "exponential",
    about: "After pauses that double, up to a limit.",
    shape: z.strictObject({ initial: duration().prefault("500ms"), max: duration().prefault("30s"), jitter }),
  },
  { kind: "never", about: "Not at all: what was still to come is lost.", shape: z.strictObject({}) },
] as const;

const messageShape = requestShape.omit({ retries: true }).extend({ timeout: duration({ min: 1 }).prefault("30s") });

/** A WebSocket session: it connects, sends messages at times of its own, waits for the last reply and closes. */
export const sessionShape = z.strictObject({
  /** Messages that a session sends; at least one. */
  messages: integer({ min: 1, max: 100_000 }).prefault(1),
  /** From the connection to the first message and from each message to the next, whatever the replies take. */
  between: distributionShape(drawnDuration).prefault({ kind: "exponential", mean: "10s" }),
  /** What one message asks of its task. It is sent once; a client waits for its reply as long as `timeout` says. */
  message: messageShape,
  /** Parts in which a reply is streamed, evenly over the message's waits; the last one ends the message. */
  replyParts: integer({ min: 1, max: 10_000 }).prefault(1),
  heartbeat: duration({ min: 1_000_000 }).prefault("30s"),
  /** A connection on which nothing passes for so long is closed by the server. */
  idleTimeout: duration({ min: 1_000_000 }).prefault("300s"),
  reconnect: oneOfKind(reconnects).prefault({ kind: "exponential" }),
  /** permessage-deflate; it costs much CPU and memory a connection. */
  compression: flag().prefault(false),
});

export type SessionConfig = z.output<typeof sessionShape>;
export type ReconnectPolicy = SessionConfig["reconnect"];
