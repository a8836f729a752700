import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "simple-statistics";
import { type BenchCase, cases } from "./cases/index.js";
import { computeHalf, end } from "./cases/sweeps.js";
import type { Sample } from "./kernels/kernel.js";
import { pollute } from "./pollution.js";

/** Processes per case, and alternating measurements in each, after a first one that does not count. */
const PROCESSES = 5;
const REPETITIONS = 3;

/** The result of one process: medians of its repetitions. */
interface Reading {
  readonly perS: number;
  readonly bare: number | null;
  readonly rssMb: number;
  /** Values of ours and of the bare kernel; null when the case has none. */
  readonly mean: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
}

async function measureHere(bench: BenchCase): Promise<Reading> {
  pollute();
  const engine: Sample[] = [];
  const bare: Sample[] = [];
  for (let repetition = 0; repetition <= REPETITIONS; repetition++) {
    const seed = 1000 + repetition;
    const ours = await bench.measure(seed);
    const theirs = await bench.bare?.(ours.requests, seed);
    if (repetition === 0) continue;
    engine.push(ours);
    if (theirs) bare.push(theirs);
  }
  await end();
  const of = (samples: readonly Sample[], value: (sample: Sample) => number) =>
    samples.length > 0 ? median(samples.map(value)) : Number.NaN;
  const speed = ({ requests, seconds }: Sample) => requests / seconds;
  return {
    perS: of(engine, speed),
    bare: bare.length > 0 ? of(bare, speed) : null,
    rssMb: process.resourceUsage().maxRSS / 1024,
    mean: [engine, bare].map((samples) => of(samples, ({ mean }) => mean)),
    p99: [engine, bare].map((samples) => of(samples, ({ p99 }) => p99)),
  };
}

/**
 * One line of the result: medians over the processes. `ratio` is ours divided by the bare kernel's in the same process.
 */
function measureApart(bench: BenchCase) {
  const readings = Array.from({ length: PROCESSES }, (): Reading => {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--case", bench.name], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    return JSON.parse(child.stdout);
  });
  const of = (value: (reading: Reading) => number) => Number(median(readings.map(value)).toPrecision(4));
  const hasBare = readings[0].bare !== null;
  const tellsTimes = hasBare && readings[0].mean.every((mean) => mean !== null); // NaN is null in JSON
  const both = (times: "mean" | "p99") => [0, 1].map((side) => of((reading) => reading[times][side]!));
  const perS = of(({ perS }) => perS);
  return {
    name: bench.name,
    ...speed(bench, perS),
    bare: hasBare ? of(({ bare }) => bare!) : null,
    ratio: hasBare ? of(({ perS, bare }) => perS / bare!) : null,
    rssMb: Math.round(of(({ rssMb }) => rssMb)),
    ...(tellsTimes && { mean: both("mean"), p99: both("p99") }),
  };
}

function speed({ counts }: BenchCase, perS: number) {
  if (counts === "worlds") return { startMs: Number((1_000 / perS).toPrecision(3)) };
  if (counts === "configurations") return { configurationsPerS: perS };
  return counts === "requests" ? { requestsPerS: perS } : { eventsPerS: perS };
}

function table(results: readonly ReturnType<typeof measureApart>[]): string {
  const rate = (perS: number) => (perS < 1e5 ? `${Math.round(perS)}/s` : `${(perS / 1e6).toFixed(2)} M/s`);
  const lines = results.map((result) => {
    const perS = result.requestsPerS ?? result.eventsPerS ?? result.configurationsPerS;
    const ours = (perS === undefined ? `${result.startMs} ms` : rate(perS)).padStart(10);
    const bare = (result.bare === null ? "–" : rate(result.bare)).padStart(10);
    const ratio = result.ratio === null ? "–" : result.ratio.toFixed(2);
    const agreement = result.mean && result.p99 ? `mean ${result.mean.join(" / ")}, p99 ${result.p99.join(" / ")}` : "";
    return `${result.name.padEnd(32)}${ours}${bare}${ratio.padStart(7)}${String(result.rssMb).padStart(7)} MB  ${agreement}`;
  });
  const head = `${"".padEnd(32)}${"ours".padStart(10)}${"bare".padStart(10)}${"ratio".padStart(7)}${"memory".padStart(10)}`;
  return [
    head,
    ...lines,
    "ours / bare: the same workload through the engine and through the kernel, in one process",
  ].join("\n");
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--half")) return computeHalf(Number(args[args.indexOf("--half") + 1]));
  const chosen = cases.find(({ name }) => name === args[args.indexOf("--case") + 1]);
  if (args.includes("--case") && chosen) {
    process.stdout.write(JSON.stringify(await measureHere(chosen)));
    return;
  }
  const results = cases.map((bench) => {
    process.stderr.write(`${bench.name}: ${bench.about}\n`);
    return measureApart(bench);
  });
  process.stdout.write(`${args.includes("--json") ? JSON.stringify({ cases: results }, null, 2) : table(results)}\n`);
}

await main(process.argv.slice(2));
