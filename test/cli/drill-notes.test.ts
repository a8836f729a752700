import { expect, test } from "vitest";
import { drillNotes } from "../../sim/cli/drill/drilled.js";
import type { ServiceDrill } from "../../sim/outcome/verification/index.js";

const drill: ServiceDrill = {
  running: 4,
  stopped: ["a"],
  stoppedAtS: 30,
  replacedAfterS: 0.7,
  predictedReplacedAfterS: { value: 0.6, low: 0.5, high: 0.7, predictedRange: [0.4, 0.8] },
  pairedReplacedAfterS: 0.6,
  writes: null,
  unanswered: 0,
};
const notes = (changes: Partial<ServiceDrill>, isLocal = true) =>
  drillNotes({ web: { ...drill, ...changes } }, { isLocal }).join("\n");

test("a local replacement later than predicted is put down to the start of its process, a real one is not", () => {
  const told = "how long this machine takes to start a task's process";
  expect(notes({ replacedAfterS: 1.1 })).toContain(told);
  expect(notes({ replacedAfterS: 1.1 }, false)).not.toContain(told);
  expect(notes({})).not.toContain(told);
});

test("a drill says where tasks were not replaced, and where the store was gone before anybody could look", () => {
  expect(notes({ replacedAfterS: null })).toContain("of web were not seen to be replaced in time");
  expect(notes({ stoppedAtS: null, replacedAfterS: null })).not.toContain("replaced in time");
  expect(notes({ unanswered: null })).toContain("their store went with the local fleet");
});
