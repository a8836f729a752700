import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Verification } from "../../sim/outcome/verification/index.js";

const root = fileURLToPath(new URL(import.meta.url.includes("/dist/") ? "../../../" : "../../", import.meta.url));
const sim = `${root}dist/bin/sim.js`;
const study = `${root}docs/studies/calibration`;

const kinds = ["slots", "cpu", "pauses"] as const;
const quantiles = ["p50", "p95", "p99"] as const;
const runs = 5;
/** Largest number of runs of one server, including those that were not measured because the generator was the limit. */
const attemptsMax = 8;
const bandShare = 0.1;
const shareOfCapacity = 0.8;
const invalidMeasurement = 4;

/**
 * Calibrates three unknown servers at 30 % of their capacity, predicts and measures them at 80 %, and prints the
 * errors.
 */
export async function accuracyOfServers(chosen: readonly string[]): Promise<void> {
  const unknown = chosen.filter((name) => !kinds.some((kind) => kind === name));
  if (unknown.length > 0) throw new Error(`expected servers among ${kinds.join(", ")}, got ${unknown.join(", ")}`);
  for (const kind of kinds.filter((each) => chosen.length === 0 || chosen.includes(each))) await accuracyOf(kind);
}

async function accuracyOf(kind: (typeof kinds)[number]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fleetcast-servers-"));
  copyFileSync(`${study}/server.yaml`, join(folder, "server.yaml"));
  const [command, ...args] = onCore(1, [process.execPath, `${study}/server.mjs`, kind]);
  const server = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [url] = await once(server.stdout, "data");
    const target = String(url).trim();
    const rate = shareOfCapacity * calibrated(folder, target);
    process.stdout.write(
      `\n${kind} at ${rate.toFixed(1)}/s, 80 % of capacity\n  seed  quantile  predicted   measured    error\n`,
    );
    compare(kind, (seed) => verified(folder, target, rate, seed));
  } finally {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs a command on its own core, if there is one, with real-time priority if that is permitted: other programs, and
 * the generator beside the server, would otherwise distort the result.
 */
function onCore(core: number, command: readonly string[]): readonly string[] {
  const canPin = cpus().length > core && spawnSync("taskset", ["-V"]).status === 0;
  const pinned = canPin ? ["taskset", "-c", String(core), ...command] : command;
  return spawnSync("chrt", ["-r", "1", "true"]).status === 0 ? ["chrt", "-r", "1", ...pinned] : pinned;
}

function call(folder: string, ...args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const [command, ...rest] = onCore(0, [process.execPath, sim, ...args, "--quiet"]);
  const { status, stdout, stderr } = spawnSync(command, rest, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0 && status !== 3 && status !== invalidMeasurement) throw new Error(`${args[0]}: ${stderr}`);
  return { status, stdout };
}

/** Calibrates the server and returns the completions per second that it never exceeds. */
function calibrated(folder: string, target: string): number {
  const { stdout } = call(folder, "calibrate", "server.yaml", "--target", target, "--out", "calibrated.yaml");
  process.stdout.write(`\n${stdout.replaceAll(target, "the server")}`);
  return Number(/^limit .*: ([\d.]+)\/s at most$/m.exec(stdout)![1]);
}

type Row = Verification["services"][string]["measures"][number];

function verified(folder: string, target: string, rate: number, seed: number): ((quantile: string) => Row) | null {
  const set = ["--set", `demand.calls.curve=${rate.toFixed(2)}/s`, "--seed", `${seed}`];
  const { status, stdout } = call(folder, "verify", "calibrated.yaml", "--target", target, ...set, "--format", "json");
  if (status === invalidMeasurement) return null;
  const { measures } = (JSON.parse(stdout) as Verification).services.server;
  return (quantile) => measures.find(({ name }) => name === quantile)!;
}

function compare(kind: string, run: (seed: number) => ((quantile: string) => Row) | null): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(9);
  let [done, good] = [0, 0];
  for (let seed = 1; done < runs && seed <= attemptsMax; seed++) {
    const rowOf = run(seed);
    if (rowOf === null) {
      process.stdout.write(`  ${`${seed}`.padStart(4)}  not measured: the generator was the limit\n`);
      continue;
    }
    const rows = quantiles.map(rowOf);
    for (const { name, paired, measured, errorOfPaired } of rows) {
      const error = `${errorOfPaired! > 0 ? "+" : ""}${(100 * errorOfPaired!).toFixed(1)} %`.padStart(8);
      process.stdout.write(
        `  ${`${seed}`.padStart(4)}  ${name.padEnd(8)}  ${ms(paired!)}  ${ms(measured)}  ${error}\n`,
      );
    }
    done++;
    good += Number(rows.every(({ errorOfPaired }) => Math.abs(errorOfPaired!) <= bandShare));
  }
  process.stdout.write(`  ${kind}: p50, p95 and p99 within 10 % in ${good} of ${done} runs\n`);
}
