import { duration, money, ratio, type Unit } from "../../scenarios/language/index.js";

/** The unit of a metric, named as reports print it. */
export type MetricUnit = "ms" | "s" | "min" | "h" | "USD" | "ratio" | "1/day" | "count";

/** How an objective's limit is written in a unit, and how a value is shown to people. */
interface UnitRule {
  /** Completes "expected ...". */
  readonly expected: string;
  /** The number that a written limit stands for; undefined where it is none. */
  readonly read: (written: string) => number | undefined;
  readonly print: (value: number) => string;
}

export const units: Readonly<Record<MetricUnit, UnitRule>> = {
  ms: { ...durationIn(1e3), print: (ms) => (ms < 1_000 ? `${short(ms)} ms` : `${short(ms / 1_000)} s`) },
  s: { ...durationIn(1e6), print: (s) => (s < 120 ? `${short(s)} s` : `${short(s / 60)} min`) },
  min: { ...durationIn(6e7), print: (minutes) => `${short(minutes)} min` },
  h: { ...durationIn(3.6e9), print: (hours) => `${short(hours)} h` },
  USD: { expected: "US dollars such as $1,500", read: reader(money()), print: dollars },
  ratio: { expected: "a share such as 0.5 %", read: reader(ratio()), print: (share) => `${short(share * 100)} %` },
  "1/day": { ...plainNumber(), print: (rate) => `${short(rate)} a day` },
  count: { ...plainNumber(), print: short },
};

function durationIn(microseconds: number): Pick<UnitRule, "expected" | "read"> {
  const read = reader(duration());
  return {
    expected: "a duration such as 3s",
    read: (written) => {
      const value = read(written);
      return value === undefined ? undefined : value / microseconds;
    },
  };
}

function plainNumber(): Pick<UnitRule, "expected" | "read"> {
  return {
    expected: "a number such as 2",
    read: (written) => (/^\d+(\.\d+)?$/.test(written) ? Number(written) : undefined),
  };
}

function reader(unit: Unit<number>): UnitRule["read"] {
  return (written) => unit.safeParse(written).data;
}

function dollars(usd: number): string {
  return `$${usd.toLocaleString("en-US", { maximumFractionDigits: usd < 100 ? 2 : 0 })}`;
}

/** Three significant digits, more only where the number is whole thousands. */
function short(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: Math.abs(value) < 1_000 ? 3 : 6 });
}
