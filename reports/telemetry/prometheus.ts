import { prometheusName } from "./names.js";
import type { Family, Point, Telemetry } from "./telemetry.js";

/** Differences between the two text formats, Prometheus and OpenMetrics. */
interface Dialect {
  /** Points have their instants, and a point of each minute may stand beside others of its name. */
  readonly hasTimes: boolean;
  readonly unitLine: (name: string, suffix: string) => string;
  readonly help: (text: string) => string;
  readonly end: string;
}

const text: Dialect = {
  hasTimes: false,
  unitLine: () => "",
  help: (written) => written.replaceAll("\\", "\\\\").replaceAll("\n", "\\n"),
  end: "",
};

const openMetricsDialect: Dialect = {
  hasTimes: true,
  unitLine: (name, suffix) => (suffix !== "" && name.endsWith(`_${suffix}`) ? `# UNIT ${name} ${suffix}\n` : ""),
  help: quotable,
  end: "# EOF\n",
};

/** The text format that a scrape, a Pushgateway and node_exporter's textfile collector read: what runs come to, without times. */
export function prometheusText(telemetries: readonly Telemetry[]): string {
  return written(telemetries, text);
}

/** OpenMetrics with instants, as `promtool tsdb create-blocks-from openmetrics` reads it: minutes too. */
export function openMetrics(telemetries: readonly Telemetry[]): string {
  return written(telemetries, openMetricsDialect);
}

function written(telemetries: readonly Telemetry[], dialect: Dialect): string {
  const families = new Map<string, Family[]>();
  for (const family of telemetries.flatMap(({ families }) => families)) {
    const name = prometheusName(family);
    families.set(name, [...(families.get(name) ?? []), family]);
  }
  return [...families].map(([name, all]) => familyText(name, all, dialect)).join("") + dialect.end;
}

function familyText(name: string, families: readonly Family[], dialect: Dialect): string {
  const [{ kind, about, unit }] = families;
  const head = `# HELP ${name} ${dialect.help(about)}\n# TYPE ${name} ${kind}\n${dialect.unitLine(name, unit.suffix)}`;
  const lines = families.flatMap(({ points }) => points.flatMap((point) => pointLines(name, kind, point, dialect)));
  return `${head}${lines.join("")}`;
}

function pointLines(
  name: string,
  kind: Family["kind"],
  { labels, value, atMs }: Point,
  { hasTimes }: Dialect,
): readonly string[] {
  const at = hasTimes ? ` ${atMs / 1_000}` : "";
  const line = (suffix: string, number: number, more: Point["labels"] = {}) =>
    `${name}${suffix}${labelsText({ ...labels, ...more })} ${number}${at}\n`;
  if (typeof value === "number") return [line(kind === "counter" ? "_total" : "", value)];
  const { bounds, counts, count, sum } = value;
  let below = 0;
  return [
    ...bounds.map((bound, place) => {
      below += counts[place];
      return line("_bucket", below, { le: floating(bound) });
    }),
    line("_bucket", count, { le: "+Inf" }),
    line("_sum", sum),
    line("_count", count),
  ];
}

function labelsText(labels: Point["labels"]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${quotable(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function quotable(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** Bounds are floating-point numbers to OpenMetrics, so that a whole one has a point. */
function floating(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
