import { describe, expect, test } from "vitest";
import { type AlarmState, evaluateAlarm, missingDataTreatments } from "../../sim/scaling/alarm.js";

/** "0 - X - X": good, missing, breaching, as the CloudWatch guide draws them. */
const datapoints = (drawn: string) =>
  drawn.split(" ").map((point) => (point === "-" ? Number.NaN : point === "X" ? 100 : 0));

const evaluate = (drawn: string, needed: number, of: number, previous?: AlarmState) =>
  missingDataTreatments.map((missingData) =>
    evaluateAlarm(
      { isBreaching: (value) => value > 50, datapointsToAlarm: needed, evaluationPeriods: of, missingData },
      datapoints(drawn),
      previous,
    ),
  );

describe("an alarm evaluates missing data as the tables of the CloudWatch guide show", () => {
  // Columns: missing, ignore, breaching, notBreaching. "OK" before, so that "retain" can be told from ALARM.
  test.each<[string, number, AlarmState[]]>([
    ["0 - X - X", 3, ["OK", "OK", "OK", "OK"]],
    ["0 - - - -", 3, ["OK", "OK", "OK", "OK"]],
    ["- - - - -", 3, ["INSUFFICIENT_DATA", "OK", "ALARM", "OK"]],
    ["0 X X - X", 3, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["- - X - -", 3, ["ALARM", "OK", "ALARM", "OK"]],
    ["0 - X - X", 2, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 0 X 0 X", 2, ["ALARM", "ALARM", "ALARM", "ALARM"]],
    ["0 - X - -", 2, ["OK", "OK", "ALARM", "OK"]],
    ["- - - - 0", 2, ["OK", "OK", "ALARM", "OK"]],
    ["- - - X -", 2, ["ALARM", "OK", "ALARM", "OK"]],
  ])("%s with %i of 3", (drawn, needed, expected) => {
    expect(evaluate(drawn, needed, 3, "OK")).toEqual(expected);
  });
});

test("an alarm that ignores missing data stays in ALARM where it was", () => {
  expect(evaluate("- - - - -", 3, 3, "ALARM")[1]).toBe("ALARM");
});

test("a single breach of a young metric raises no alarm before it is old enough", () => {
  expect(evaluate("X", 3, 3)[0]).toBe("INSUFFICIENT_DATA");
  expect(evaluate("X X", 3, 3)[0]).toBe("INSUFFICIENT_DATA");
  expect(evaluate("X X X", 3, 3)[0]).toBe("ALARM");
});

test("breaches need not be consecutive", () => {
  expect(evaluate("X 0 X 0 X", 3, 5)[0]).toBe("ALARM");
  expect(evaluate("X 0 X 0 0", 3, 5)[0]).toBe("OK");
});

test("a breach older than the range does not count", () => {
  expect(evaluate("X X X 0 0 0", 1, 3)[0]).toBe("OK");
});
