import { type FailureCause, failureCauses } from "../../sim/facts/aspects/requests.js";

import type { RequestTemplate } from "../../workload/target.js";
import { headers } from "../protocol.js";
import type { Ending } from "../record/ending.js";
import type { Answer } from "./answer.js";

/** The result of an attempt. */
export interface Verdict {
  readonly ending: Ending;
  readonly status: number | null;
  readonly cause: FailureCause | null;
  readonly degraded: boolean;
}

/** Causes of failure by status, as load balancers use them, for answers that do not name a cause. */
const causeOfStatus: Readonly<Record<number, FailureCause>> = {
  429: "throttled",
  502: "interrupted",
  503: "noCapacity",
  504: "timeout",
};

/** Decides whether an answer is the one that the template expects. Redirects are not followed. */
export function judge(answer: Answer, expect: RequestTemplate["expect"]): Verdict {
  const { status } = answer;
  const degraded = answer.header(headers.degraded) === "1";
  if (!isExpected(status, expect.status)) return { ending: "unexpected", status, cause: causeOf(answer), degraded };
  if (expect.body !== undefined && !answer.body.includes(expect.body)) {
    return { ending: "unexpected", status, cause: "unexpected", degraded };
  }
  return { ending: "answered", status, cause: null, degraded };
}

/** Whether a status is among the expected ones; when none are named, 200 to 399 are. */
export function isExpected(status: number, expected: readonly number[]): boolean {
  return expected.length > 0 ? expected.includes(status) : status >= 200 && status < 400;
}

function causeOf(answer: Answer): FailureCause {
  const told = answer.header(headers.cause);
  return failureCauses.find((cause) => cause === told) ?? causeOfStatus[answer.status] ?? "unexpected";
}

/** The ways in which an attempt gets no answer, and the cause of failure that each counts as in an outcome. */
const causeWithout = {
  timedOut: "timeout",
  neverSent: "timeout",
  refused: "noCapacity",
  reset: "interrupted",
  /** What came was not HTTP. */
  garbled: "unexpected",
} as const satisfies Readonly<Record<string, FailureCause>>;

/** The result of an attempt without an answer. */
export function unanswered(how: keyof typeof causeWithout): Verdict {
  const ending = how === "garbled" ? "unexpected" : how;
  return { ending, status: null, cause: causeWithout[how], degraded: false };
}
