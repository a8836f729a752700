import type { Family, Point, Telemetry } from "./telemetry.js";

/** The metrics of some outcomes in OTLP's JSON: one request to export them all, on one line. */
export function otlpJson(telemetries: readonly Telemetry[]): string {
  return `${requestOf(telemetries)}\n`;
}

/** The same as requests of at most so many points, since collectors refuse what is too large. */
export function* otlpRequests(telemetries: readonly Telemetry[], pointsMax: number): Generator<string> {
  for (const telemetry of telemetries) {
    let [families, room]: [Family[], number] = [[], pointsMax];
    for (const family of telemetry.families)
      for (let from = 0; from < family.points.length; ) {
        const points = family.points.slice(from, from + room);
        families.push({ ...family, points });
        from += points.length;
        room -= points.length;
        if (room > 0) continue;
        yield requestOf([{ ...telemetry, families }]);
        [families, room] = [[], pointsMax];
      }
    if (families.length > 0) yield requestOf([{ ...telemetry, families }]);
  }
}

function requestOf(telemetries: readonly Telemetry[]): string {
  return JSON.stringify({ resourceMetrics: telemetries.map(resourceMetrics) });
}

function resourceMetrics({ outcome, begunMs, families }: Telemetry) {
  const { version, scenario, variant, seed, kind, digest } = outcome;
  const resource = {
    ...{ "service.name": "fleetcast", "service.version": version, "service.instance.id": digest },
    ...{ "fleetcast.scenario": scenario, ...(variant !== null && { "fleetcast.variant": variant }) },
    ...{ "fleetcast.kind": kind, "fleetcast.seed": String(seed) },
  };
  const metrics = families.map((family) => metric(family, begunMs));
  return {
    resource: { attributes: attributes(resource) },
    scopeMetrics: [{ scope: { name: "fleetcast", version }, metrics }],
  };
}

/** Value of `AggregationTemporality`: each point counts everything since the begin. */
const cumulative = 2;

function metric({ name, about, unit, kind, points }: Family, begunMs: number) {
  const described = { name, description: about, unit: unit.ucum };
  const dataPoints = points.map((point) => dataPoint(point, begunMs));
  switch (kind) {
    case "gauge":
      return { ...described, gauge: { dataPoints } };
    case "counter":
      return { ...described, sum: { dataPoints, aggregationTemporality: cumulative, isMonotonic: true } };
    case "histogram":
      return { ...described, histogram: { dataPoints, aggregationTemporality: cumulative } };
  }
}

function dataPoint({ labels, atMs, value }: Point, begunMs: number) {
  const told = {
    attributes: attributes(labels),
    startTimeUnixNano: nanoseconds(begunMs),
    timeUnixNano: nanoseconds(atMs),
  };
  if (typeof value === "number") return { ...told, asDouble: value };
  const { count, sum, bounds, counts } = value;
  return { ...told, count: String(count), sum, bucketCounts: counts.map(String), explicitBounds: bounds };
}

function attributes(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));
}

/** Whole numbers of 64 bits are texts in the JSON of Protocol Buffers. */
function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(1_000 * ms)) * 1_000n);
}
