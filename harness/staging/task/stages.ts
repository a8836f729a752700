import type { Work } from "../../protocol.js";

/** A step of a request, or a part of a wait, and the number of reply parts that are sent after it. */
export interface Stage extends Work {
  readonly sends: number;
}

/**
 * The stages of a request whose reply comes in `parts`. Each part but the last is sent when its share of the request's
 * waits has passed. The last is sent at the end of the work; without waits, all of them are.
 */
export function stagesOf(work: readonly Work[], parts: number): readonly Stage[] {
  const waits = work.reduce((sum, { kind, duration }) => sum + (kind === "wait" ? duration : 0), 0);
  const dueAt = (part: number) => Math.round((waits * part) / parts);
  const stages: Stage[] = [];
  let passed = 0;
  let sent = 0;
  for (const { kind, duration } of work) {
    const end = kind === "wait" ? passed + duration : passed;
    while (waits > 0 && sent + 1 < parts && kind === "wait" && dueAt(sent + 1) <= end) {
      stages.push({ kind, duration: dueAt(++sent) - passed, sends: 1 });
      passed = dueAt(sent);
    }
    if (kind === "cpu" || end > passed)
      stages.push({ kind, duration: kind === "cpu" ? duration : end - passed, sends: 0 });
    passed = end;
  }
  return stages;
}
