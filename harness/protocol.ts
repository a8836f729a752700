import type { RequestStep } from "../workload/requests.js";

/**
 * Headers by which a load driver passes simulation data along with a request. A real service ignores them; the local
 * staging fleet does the work they describe. Names in lower case, as Node gives them.
 */
export const headers = {
  /** The request's id, the same in every process and in both worlds. Writes are reconciled by it. */
  id: "x-fleetcast-id",
  /** Work in microseconds, e.g. `cpu=12000,wait=900000,cpu=4000`. */
  steps: "x-fleetcast-steps",
  writes: "x-fleetcast-writes",
  responseBytes: "x-fleetcast-response-bytes",
  /**
   * The expected answer when it is not any status from 200 to 399: a status, and a text that the body contains,
   * URI-encoded.
   */
  status: "x-fleetcast-status",
  body: "x-fleetcast-body",
  /** `1` when the work ends once the client disconnects; otherwise it continues. */
  cancel: "x-fleetcast-cancel",
  /** In an answer: the failure cause that a 5xx stands for. */
  cause: "x-fleetcast-cause",
  /** In an answer: `1` when it was a degraded, cheaper one. */
  degraded: "x-fleetcast-degraded",
  /** In an answer: the id of the task that gave it. */
  task: "x-fleetcast-task",
} as const;

/** Largest number of writes of one request; a header that asks for more gets this many. */
export const writesMax = 1_000;

/** One step of the work that a request asks for, in microseconds. */
export interface Work {
  readonly kind: RequestStep["kind"];
  readonly duration: number;
}

/** A message of a session, as JSON text. */
export interface ClientMessage {
  readonly id: string;
  readonly steps: string;
  readonly writes: number;
  /** Number of parts in which the reply is streamed. */
  readonly parts: number;
}

/** One part of a reply; `last` ends the message, and `cause` says that it failed. */
export interface ServerMessage {
  readonly id: string;
  readonly part: number;
  readonly last: boolean;
  readonly cause?: string;
  readonly degraded?: true;
}

/** Work as a header spells it: `cpu=40000,wait=100000`, in microseconds. */
export function formatWork(steps: readonly Work[]): string {
  return steps.map(({ kind, duration }) => `${kind}=${duration}`).join(",");
}

/** Reads work from a header; an empty list when the text is not of that form. */
export function parseWork(text: string): readonly Work[] {
  const parts = text === "" ? [] : text.split(",");
  const work = parts.map((part) => /^(cpu|wait)=(\d{1,10})$/.exec(part));
  if (work.some((match) => match === null)) return [];
  return work.map((match) => ({ kind: match![1] as Work["kind"], duration: Number(match![2]) }));
}

/** The id of one of a request's writes. */
export function writeId(request: string, index: number): string {
  return `${request}/${index}`;
}
