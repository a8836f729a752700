import { type FailureCause, failureCauses } from "../../sim/facts/aspects/requests.js";

import type { ServerMessage } from "../protocol.js";

/** The part of a reply that a server's text is; null where it is none. */
export function parseReply(text: string): ServerMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    return isReply(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Why a message failed, in the words of an outcome; what a server calls otherwise is unexpected. */
export function causeOf(word: string): FailureCause {
  return failureCauses.find((cause) => cause === word) ?? "unexpected";
}

function isReply(value: unknown): value is ServerMessage {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
}
