import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { programIn } from "../program.js";

const program = programIn("OTEL_COLLECTOR");

/** Why there is no OpenTelemetry Collector to send to; null where there is. */
export const missingCollector = program.missing;

/** How a collector differs from one that keeps all that it gets. */
export interface CollectorSettings {
  /** A larger request is refused; 0: none is. */
  readonly bytesMax?: number;
  /** Where it hands all on to, and what it tells is what that answers; left out, it keeps it in a file. */
  readonly handsOnTo?: string;
}

/** A collector that runs. */
export interface Collector {
  readonly url: string;
  /** Ends it, which writes the rest, and reads what it wrote. */
  written(): Promise<readonly WrittenPoint[]>;
}

/** Starts a collector on a free port of loopback, which is gone when the test is done. */
export async function startCollector({ bytesMax = 0, handsOnTo }: CollectorSettings = {}): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), "fleetcast-"));
  const file = join(folder, "metrics.json");
  const exporter =
    handsOnTo === undefined
      ? { file: { path: file } }
      : {
          otlphttp: {
            ...{ endpoint: handsOnTo, encoding: "json", compression: "none" },
            ...{ sending_queue: { enabled: false }, retry_on_failure: { enabled: false } },
          },
        };
  const settings = {
    receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:0", max_request_body_size: bytesMax } } } },
    exporters: exporter,
    service: {
      telemetry: { metrics: { level: "none" }, logs: { encoding: "json" } },
      pipelines: { metrics: { receivers: ["otlp"], exporters: Object.keys(exporter) } },
    },
  };
  const child = spawn(program.path, ["--config", `yaml:${JSON.stringify(settings)}`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    url: await urlOf(child),
    async written() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      const text = existsSync(file) ? readFileSync(file, "utf8") : "";
      return text.split("\n").flatMap((line) => (line === "" ? [] : pointsOf(JSON.parse(line))));
    },
  };
}

/** It chooses the port itself, so that no other program can have it. */
async function urlOf(child: ChildProcess): Promise<string> {
  let [told, address] = ["", ""];
  for await (const chunk of child.stderr!.iterator({ destroyOnReturn: false })) {
    told += chunk;
    address ||= /"endpoint":"(127\.0\.0\.1:\d+)"/.exec(told)?.[1] ?? "";
    if (address === "" || !told.includes("Everything is ready")) continue;
    child.stderr!.resume();
    return `http://${address}`;
  }
  throw new Error(`the collector ended before it listened: ${told}`);
}

/** A point as the collector wrote it, with all that stands around it. */
export interface WrittenPoint {
  readonly resource: Readonly<Record<string, string>>;
  readonly name: string;
  readonly unit: string;
  /** "gauge", "counter" or "histogram". */
  readonly kind: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970. */
  readonly begin: bigint;
  readonly at: bigint;
  /** A number; of a histogram its count, its sum and how many lie between its bounds. */
  readonly value:
    | number
    | {
        readonly count: number;
        readonly sum: number;
        readonly counts: readonly number[];
        readonly bounds: readonly number[];
      };
}

/** What the collector writes of a request, as far as it is read here. */
interface WrittenRequest {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
  }[];
}

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly DataPoint[] };
  readonly sum?: {
    readonly dataPoints: readonly DataPoint[];
    readonly aggregationTemporality: number;
    readonly isMonotonic: boolean;
  };
  readonly histogram?: { readonly dataPoints: readonly DataPoint[]; readonly aggregationTemporality: number };
}

interface DataPoint {
  readonly attributes?: readonly Attribute[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble?: number;
  readonly count?: string;
  readonly sum?: number;
  readonly bucketCounts?: readonly string[];
  readonly explicitBounds?: readonly number[];
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

function pointsOf({ resourceMetrics }: WrittenRequest): readonly WrittenPoint[] {
  return resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ name, unit, gauge, sum, histogram }) => {
        const adds = sum ?? histogram;
        if (adds !== undefined && adds.aggregationTemporality !== 2) throw new Error(`${name} is not cumulative`);
        const kind = gauge !== undefined ? "gauge" : sum?.isMonotonic ? "counter" : "histogram";
        return (gauge ?? adds!).dataPoints.map((point) => ({
          ...{ resource: named(resource.attributes), name, unit, kind, labels: named(point.attributes) },
          ...{ begin: BigInt(point.startTimeUnixNano), at: BigInt(point.timeUnixNano), value: numbersOf(point) },
        }));
      }),
    ),
  );
}

/** The collector leaves out what is zero or empty, as Protocol Buffers do. */
function numbersOf({
  asDouble,
  count,
  sum = 0,
  bucketCounts = [],
  explicitBounds = [],
}: DataPoint): WrittenPoint["value"] {
  if (asDouble !== undefined) return asDouble;
  return { count: Number(count ?? 0), sum, counts: bucketCounts.map(Number), bounds: explicitBounds };
}

function named(attributes: readonly Attribute[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
}
