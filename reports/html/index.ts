import { visible } from "../../scenarios/language/visible.js";
import { money, withInterval } from "../../sim/facts/estimates.js";
import { milliseconds } from "../../sim/facts/numbers.js";
import type { CanaryOutcome } from "../../sim/outcome/canary/outcome.js";
import type { ComparisonOutcome } from "../../sim/outcome/compared.js";
import type { HistoryOutcome } from "../../sim/outcome/history.js";
import type { OptimizationOutcome } from "../../sim/outcome/optimized.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import type { RunEvent } from "../../sim/outcome/replication.js";
import type { SensitivityOutcome } from "../../sim/outcome/sensitivity.js";
import type { SweepOutcome } from "../../sim/outcome/swept.js";
import type { Chart } from "../charts/chart.js";
import type { Block, Cell } from "./block.js";
import { canaryBlocks } from "./canary.js";
import { comparisonBlocks } from "./comparison.js";
import { historyBlocks } from "./history.js";
import { optimizationBlocks } from "./optimization.js";
import { htmlPage } from "./page.js";
import { runBlocks, runTitle } from "./run.js";
import { sensitivityBlocks } from "./sensitivity.js";
import { sweepBlocks } from "./sweep.js";
import { type VerificationToDraw, verificationBlocks } from "./verification.js";

/** A result of this program that has a page. */
export type Result =
  | Outcome
  | HistoryOutcome
  | ComparisonOutcome
  | SweepOutcome
  | OptimizationOutcome
  | SensitivityOutcome
  | CanaryOutcome
  | (VerificationToDraw & { readonly kind: "verification" });

interface ResultPage {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The page of a result as one file. `events` are those of a run; `script` is the client that is built beside this. */
export function pageOf(result: Result, events: readonly RunEvent[], script: string): string {
  const { title, blocks } = contentOf(result, events);
  return htmlPage({ title: visible(title), blocks, script });
}

/** Content of the page of a result. */
function contentOf(result: Result, events: readonly RunEvent[]): ResultPage {
  switch (result.kind) {
    case "comparison":
      return {
        title: result.configurations.map(({ name }) => name).join(" · "),
        blocks: [...comparisonBlocks(result), ...origin],
      };
    case "verification":
      return { title: `${runTitle(result.verification)}, verified`, blocks: verificationBlocks(result) };
    case "history":
      return { title: `Nights of ${runTitle(result)}`, blocks: historyBlocks(result) };
    case "canary":
      return {
        title: `Canary of ${result.service} in ${runTitle(result)}`,
        blocks: [...canaryBlocks(result), ...origin],
      };
    case "optimization":
      return { title: `Optimization of ${result.scenario}`, blocks: [...optimizationBlocks(result), ...origin] };
    case "sensitivity":
      return { title: `Sensitivity of ${runTitle(result)}`, blocks: [...sensitivityBlocks(result), ...origin] };
    case "sweep":
      return { title: `Sweep of ${result.scenario}`, blocks: [...sweepBlocks(result), ...origin] };
    default:
      return { title: runTitle(result), blocks: runBlocks({ outcome: result, events }) };
  }
}

/** Where the page of an experiment comes from, and how the same is made again of the samples beside it. */
const origin: readonly Block[] = [
  { kind: "heading", text: "Where this comes from" },
  {
    kind: "text",
    text:
      "The folder that --out named has the scenarios with all that was asked of them in experiment.json, and what each replication " +
      "came to in samples.ndjson. To make every file of them again, in that folder:",
  },
  { kind: "command", text: "sim merge ." },
];

/** A result with what happened in it. */
export interface EventfulResult {
  readonly result: Result;
  readonly events: readonly RunEvent[];
}

/** One page of several results: runs side by side first, then each alone. */
export function pageOfAll(results: readonly EventfulResult[], script: string): string {
  const contents = results.map(({ result, events }) => contentOf(result, events));
  const runs = results.flatMap(({ result }) => ("services" in result ? [result] : []));
  const blocks: readonly Block[] = [
    ...(runs.length < 2 ? [] : sideBySide(runs)),
    ...contents.flatMap(({ title, blocks }) => [{ kind: "heading", text: title } as const, ...blocks]),
  ];
  return htmlPage({ title: visible(contents.map(({ title }) => title).join(" and ")), blocks, script });
}

/** Every chart of the page of a result. */
export function chartsOf(result: Result, events: readonly RunEvent[]): readonly Chart[] {
  return contentOf(result, events).blocks.flatMap((block) => (block.kind === "charts" ? block.charts : []));
}

function sideBySide(runs: readonly Outcome[]): readonly Block[] {
  const services = [...new Set(runs.flatMap((run) => Object.keys(run.services)))];
  const rows = runs.map((run): readonly Cell[] => [
    `${runTitle(run)} (${run.kind})`,
    run.kind === "measured"
      ? "not billed"
      : { words: money(run.cost.perMonthUsd), by: run.cost.perMonthUsd.value ?? Number.NaN },
    ...services.map((name) => {
      const p99 = run.services[name]?.latencyMs?.p99;
      return p99 === undefined ? "" : { words: withInterval(p99, milliseconds), by: p99.value ?? Number.NaN };
    }),
  ]);
  return [
    {
      ...{
        kind: "table",
        caption: "Side by side, each with its own interval; sim compare pairs them seed by seed",
        rows,
      },
      ...{
        header: ["result", "cost a month", ...services.map((name) => `${name} p99`)],
        numbers: [1, ...services.map((_, index) => index + 2)],
      },
    },
  ];
}
