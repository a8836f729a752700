import type { Work } from "../../protocol.js";

/** A step of a request, or a part of a wait, after which so many parts of the reply go out. */
export interface Stage extends Work {
  readonly sends: number;
}

/**
 * The stages of a reply in `parts`: each but the last goes out when its share of the request's waits has passed. The last
 * is the end of the work; without waits all go out with it.
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
