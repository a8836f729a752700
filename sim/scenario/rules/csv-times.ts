import { spell } from "../../../scenarios/language/spelling.js";
import { Clock, isTooLong } from "../../../workload/clock.js";
import { type CsvConfig, type CsvFinding, curvesOfKind, rateRows } from "../../../workload/curves/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { isUnixTime } from "../../../workload/timestamp.js";
import type { ScenarioRule } from "./rule.js";

/** Warns about odd times in a file of rates, and says how they are understood. */
export const csvTimes: ScenarioRule = ({ data: { tables } }) => ({
  code: "csv-times",
  check(scenario, report) {
    if (isTooLong(scenario.clock)) return;
    const clock = new Clock(scenario.clock);
    for (const [index, { curve }] of scenario.demand.entries()) {
      for (const { path, config } of curvesOfKind<CsvConfig>("csv", curve, ["demand", index, "curve"])) {
        const rows = orInputError(() => rateRows(config, { tables, clock }));
        if (rows instanceof InputError) continue; // another rule speaks
        for (const finding of rows.findings) {
          const { key, ...said } = words(finding, config, clock);
          report([...path, key], { severity: "warning", ...said });
        }
      }
    }
  },
});

/** Arrivals from a trace whose times count from some begin. */
export const traceTimes: ScenarioRule = ({ data: { tables } }) => ({
  code: "trace-times",
  check({ demand }, report) {
    for (const [index, { arrivals }] of demand.entries()) {
      if (arrivals.kind !== "trace" || arrivals.timeUnit !== undefined) continue;
      const { file, column } = arrivals as unknown as { readonly file: string; readonly column: string };
      const times = orInputError(() => tables.timestamps(file, column));
      if (times instanceof InputError || times.every(isUnixTime)) continue;
      const { key, ...said } = undated(column);
      report(["demand", index, "arrivals", key], { severity: "warning", ...said });
    }
  },
});

interface Words {
  /** Key of the curve to which the remedy is added. */
  readonly key: string;
  readonly expected: string;
  readonly got: string;
  readonly hint: string;
}

function words(finding: CsvFinding, { missing }: CsvConfig, clock: Clock): Words {
  const at = (instant: number) => clock.iso(Math.floor(instant));
  const dated = (epoch: number) => at(epoch - clock.epochMs(0) * 1e3);
  switch (finding.kind) {
    case "unsorted":
      return {
        key: "file",
        expected: "rows in order of time",
        got: `${finding.count} that come before an earlier one, the first in row ${finding.row}`,
        hint: "they are sorted",
      };
    case "missing":
      return {
        key: "missing",
        expected: `a row every ${spell.time(finding.step)}`,
        got: `${finding.count} missing, the first after ${at(finding.after)}`,
        hint:
          missing === "hold"
            ? "the rate before holds there; write missing: zero where no row means no traffic"
            : "no traffic is taken for them",
      };
    case "overlapping":
      return {
        key: "file",
        expected: `a row every ${spell.time(finding.step)}`,
        got: `${finding.count} sooner after the one before, the first at ${at(finding.at)}`,
        hint: "a row holds until the next; of rows at one time the last counts",
      };
    case "undated":
      return undated(finding.column);
    case "zone":
      return {
        key: "timezone",
        expected: "a timezone beside times without an offset",
        got: `those of "${finding.column}"`,
        hint: `they are read in the clock's zone, ${finding.zone}; write timezone: ${finding.zone} or UTC`,
      };
    case "elsewhere":
      return {
        key: "file",
        expected: `rows that hold clock.start, ${at(0)}`,
        got: `rows from ${dated(finding.from)} to ${dated(finding.to)}`,
        hint: `the run starts with the rate of ${dated(finding.begins)}; set clock.start to a time of the file`,
      };
    case "short":
      return {
        key: "atEnd",
        expected: `rows up to the run's end, ${at(clock.duration)}`,
        got: `the last to ${at(finding.end)}`,
        hint: "the rows go round from there; write atEnd: repeat, hold or zero",
      };
  }
}

function undated(column: string): Words {
  return {
    key: "timeUnit",
    expected: "dates and times, Unix times or a timeUnit",
    got: `small numbers in "${column}"`,
    hint: "they are taken for seconds since the first; write timeUnit: s, or ms where they are milliseconds",
  };
}
