import type { RequestStep } from "../workload/requests.js";

/**
 * What a load driver tells a target beside the request itself. A real service ignores it; the local staging fleet does
 * the work that it names. Header names in lower case, as Node gives them.
 */
export const headers = {
  /** The request's id, the same in every process and in both worlds; also what writes are reconciled by. */
  id: "x-fleetcast-id",
  /** Work in microseconds, e.g. `cpu=12000,wait=900000,cpu=4000`. */
  steps: "x-fleetcast-steps",
  writes: "x-fleetcast-writes",
  responseBytes: "x-fleetcast-response-bytes",
  /** The answer that is expected where it is not any from 200 to 399: a status, and a text that its body holds, URI-encoded. */
  status: "x-fleetcast-status",
  body: "x-fleetcast-body",
  /** `1` where the work ends when the client disconnects; else it goes on. */
  cancel: "x-fleetcast-cancel",
  /** Of an answer: the failure cause that a 5xx stands for. */
  cause: "x-fleetcast-cause",
  /** Of an answer: `1` where it was a cheaper one. */
  degraded: "x-fleetcast-degraded",
  /** Of an answer: the id of the task that gave it. */
  task: "x-fleetcast-task",
} as const;

/** Writes of one request at most; of more, so many are made. */
export const writesMax = 1_000;

/** One stage of the work that a request asks for, in microseconds. */
export interface Work {
  readonly kind: RequestStep["kind"];
  readonly duration: number;
}

/** A message of a session, as JSON text. */
export interface ClientMessage {
  readonly id: string;
  readonly steps: string;
  readonly writes: number;
  /** Parts in which the reply is streamed. */
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

/** Work as a header names it: `cpu=40000,wait=100000`, in microseconds. */
export function formatWork(steps: readonly Work[]): string {
  return steps.map(({ kind, duration }) => `${kind}=${duration}`).join(",");
}

/** The work that a header names; an empty list where it is not written like that. */
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
