import type { Command } from "commander";
import type { LoadOrder, LoadResult } from "../../../harness/generator/order.js";
import { ceilingRefusals } from "../../../harness/guard/guard.js";
import { type PlanPreview, type PlanRow, walkPlan } from "../../../harness/plan/plan-preview.js";
import type { MeasuredSnapshot } from "../../../harness/record/snapshot.js";
import { pageOf } from "../../../reports/html/index.js";
import { reporters } from "../../../reports/index.js";
import { columns } from "../../../reports/layout.js";
import { visible } from "../../../scenarios/language/index.js";
import { pageScript } from "../../experiments/package-assets.js";
import type { ReadScenario } from "../../scenario/index.js";
import type { ExitCode } from "../exit-codes.js";
import { refuse, WrongCall } from "../failures.js";
import { type EcsOptions, openEcs, withEcsOptions } from "../load/ecs-options.js";
import { type HarnessOptions, openForLoad, withHarnessOptions, withShareOption } from "../load/harness-options.js";
import { type DrivenLoad, judgeLoad, measuredExitCode } from "../load/judged-load.js";
import { driveLive } from "../load/live-load.js";
import { withLivePage } from "../load/live-page.js";
import { loadOrder, loadSize } from "../load/load-order.js";
import { mergeLoads } from "../load/merge-loads.js";
import { withNamedTargets } from "../load/staged-fleet.js";
import { printWarnings } from "../open-scenario.js";
import { examples, formatOption } from "../options.js";
import { writeMeasured } from "../results/measured-directory.js";
import { prepareRunDirectory, type RunRecord } from "../results/run-directory.js";
import { delivered, type OtlpOption, withOtlpOption } from "../telemetry/push.js";
import { print } from "../terminal.js";

interface LoadOptions extends HarnessOptions, EcsOptions, OtlpOption {
  readonly dryRun?: true;
  readonly merge?: readonly string[];
  readonly format: string;
  readonly strict?: true;
}

const rowsShown = 20;

/** Drives real HTTP and WebSocket load with a scenario's own arrivals, and prints what was measured. */
export const load = (command: Command): Command =>
  withOtlpOption(withEcsOptions(withShareOption(withHarnessOptions(command))))
    .description("Sends a scenario's requests and messages at the very instants that the simulator sees, and measures.")
    .argument("[scenario.yaml]")
    .option("--dry-run", "print what would be sent; no network is touched")
    .option("--merge <dir...>", "put together what the parts of a load (--share) measured")
    .addOption(formatOption(reporters))
    .option("--strict", "exit 3 also when an objective is undecided or not evaluated")
    .addHelpText(
      "after",
      examples(
        "sim load fleet.yaml --dry-run --window 20:00+10m --scale 10%",
        "sim load fleet.yaml --target http://127.0.0.1:8080 --window 2h+10m",
        "sim load fleet.yaml --target web=https://staging.example.com --yes --share 1/2 --out runs/one",
        "sim load --merge runs/one runs/two --out runs/both",
      ),
    )
    .action(async (path: string | undefined, options: LoadOptions) => {
      if (options.merge !== undefined) process.exitCode = await merge(path, options.merge, options);
      else if (path === undefined) throw new WrongCall(["expected a scenario, or --merge with run directories"]);
      else if (options.dryRun) await printPlan(openForLoad(path, options), options);
      else process.exitCode = await driveScenario(openForLoad(path, options), options);
    });

/** A load that the real run would refuse for its size is refused here, before such a plan is walked through. */
async function printPlan(read: ReadScenario, options: LoadOptions): Promise<void> {
  const { scenario, resolved, data } = read;
  const { share, format } = options;
  refuse(ceilingRefusals(loadSize(read, options), scenario.staging));
  const preview = await walkPlan({ resolved, files: data.texts, share, rowsMax: rowsShown });
  process.stdout.write(format === "json" ? `${JSON.stringify(preview, null, 2)}\n` : planText(preview));
}

async function merge(path: string | undefined, folders: readonly string[], options: LoadOptions): Promise<ExitCode> {
  if (path !== undefined) throw new WrongCall([`${path}: with --merge the run directories name their scenario`]);
  const merged = mergeLoads(folders);
  if (!options.quiet) for (const note of merged.notes) process.stderr.write(`${note}\n`);
  if (options.out !== undefined) prepareRunDirectory(options.out, options);
  const record = measuredRecord(merged);
  return delivered(finish(record, options), [record.outcome], options);
}

async function driveScenario(read: ReadScenario, options: LoadOptions): Promise<ExitCode> {
  if (!options.quiet) printWarnings(read.warnings);
  const ecs = openEcs(read.scenario, options);
  return withLivePage(read.scenario, options.live, (page) =>
    withNamedTargets(read, { ...options, ecs }, async (fleet) => {
      const order = await loadOrder({ read, targets: fleet.targets, options, cluster: options.cluster });
      if (options.out !== undefined) prepareRunDirectory(options.out, options);
      await Promise.all(Array.from(ecs?.values() ?? [], (service) => service.describe()));
      const told: LoadOrder = { ...order, begun: (timeZeroNs) => fleet.begun(timeZeroNs) };
      const judged = (result: LoadResult) => measuredRecord({ read, order: told, result, fleet: fleet.seen() });
      const keep = (result: LoadResult) => finish(judged(result), { ...options, quiet: true }); // why it ended is about to be thrown
      const shown = { read, quiet: options.quiet ?? false, page, running: () => fleet.running(), keep };
      const record = judged(await driveLive(told, shown));
      const code = await delivered(finish(record, options), [record.outcome], options);
      await page?.end(pageOf(record.outcome, record.events, pageScript()));
      return code;
    }),
  );
}

interface MeasuredRecord extends RunRecord {
  readonly snapshot: MeasuredSnapshot;
}

function measuredRecord(driven: DrivenLoad): MeasuredRecord {
  const { outcome, run } = judgeLoad(driven);
  return { outcome, events: run.replication.events, read: driven.read, snapshot: driven.result.measured };
}

function finish(record: MeasuredRecord, { out, format, quiet, strict }: LoadOptions): ExitCode {
  const { outcome, snapshot } = record;
  print(outcome, format, reporters, { strict }); // first, so that a full disk does not lose it
  if (out !== undefined) writeMeasured(out, record, snapshot);
  if (!quiet && outcome.aborted !== null) process.stderr.write(`ended early: ${outcome.aborted}\n`);
  return measuredExitCode(outcome, { strict: strict ?? false });
}

/** A load plan for a person: what each demand asks for, and its first rows. */
export function planText({ demands, rows }: PlanPreview): string {
  const head = ["demand", "service", "warm-up", "scheduled", "sessions", "busiest second"];
  const asked = demands.map(({ demand, service, warmup, scheduled, sessions, busiestSecond }) =>
    [demand, service, warmup, scheduled, sessions, busiestSecond].map(String),
  );
  const first = rows.map(rowCells);
  const columnsAsked = columns([head, ...asked], "llllll");
  const columnsFirst = columns([["due", "service", "id", "what", "work in µs"], ...first], "lllll");
  return `${[...columnsAsked, "", ...columnsFirst].join("\n")}\n`;
}

function rowCells({ dueAt, service, id, method, path, work }: PlanRow): readonly string[] {
  return [`${(dueAt / 1e6).toFixed(3)} s`, service, id, visible(`${method} ${path}`.trimEnd()), work];
}
