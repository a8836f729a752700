import { visible } from "../../scenarios/language/visible.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import type { Chart, TimeChart } from "../charts/chart.js";
import { type MeasuredPoints, measuredAlone, measuredOver, wallClock } from "../charts/figures.js";
import type { Block, Card, Tone } from "./block.js";
import { markupOf } from "./markup.js";
import { htmlPage } from "./page.js";

/** A load under way. */
export interface LiveRun {
  /** Instant with its offset. */
  readonly start: string;
  /** The prediction it is compared with; null without one. */
  readonly predicted: Outcome | null;
  /** Progress, and the rates asked for and achieved. */
  readonly time: string;
  readonly rates: string;
  /** Failures by cause; empty without any. */
  readonly errors: string;
  readonly running: Readonly<Record<string, number>> | null;
  /** Requests and messages per second. */
  readonly asked: TimeChart["lines"][number]["points"];
  readonly sent: TimeChart["lines"][number]["points"];
  readonly services: Readonly<Record<string, MeasuredPoints>>;
  /** Actions on the fleet, the newest last. */
  readonly happened: readonly string[];
}

/** The page that is shown before there is anything to tell; its server tells the rest as `liveState`. */
export function livePage(title: string, about: string, script: string): string {
  const blocks: readonly Block[] = [
    ...(about === "" ? [] : [{ kind: "text", text: about } as const]),
    { kind: "text", text: "waiting for the load to begin" },
  ];
  return htmlPage({ title: visible(title), blocks, script, feed: "events" });
}

/** Current state of a live page as one line of JSON: its parts as markup, and its charts. */
export function liveState(run: LiveRun): string {
  const charts: Chart[] = [];
  const parts = liveBlocks(run).map((block) => markupOf([block], charts));
  return JSON.stringify({ parts, charts });
}

function liveBlocks(run: LiveRun): readonly Block[] {
  const { predicted, services, happened } = run;
  const startMs = wallClock(run.start);
  const band = predicted === null ? "" : " Bands are what all predicted runs lie between, minute by minute.";
  return [
    { kind: "cards", cards: cards(run) },
    { kind: "text", text: `Counts are of the last ten seconds, latencies of the last minute.${band}` },
    { kind: "charts", charts: [rateChart(run, startMs)] },
    ...Object.entries(services).flatMap(([name, measured]): readonly Block[] => [
      { kind: "heading", text: name },
      {
        kind: "charts",
        charts: predicted === null ? measuredAlone(measured, name, startMs) : measuredOver(predicted, measured, name),
      },
    ]),
    ...(happened.length === 0
      ? []
      : [{ kind: "heading", text: "What happened" } as const, { kind: "list", items: happened.toReversed() } as const]),
  ];
}

function cards({ time, rates, errors, running }: LiveRun): readonly Card[] {
  const tone: Tone = errors === "" ? "good" : "bad";
  const tasks = Object.entries(running ?? {}).map(([name, count]) => `${name} ${count}`);
  return [
    { title: "time", words: time },
    { title: "load", words: rates },
    { title: "errors", words: errors === "" ? "none" : errors, tone },
    ...(tasks.length === 0 ? [] : [{ title: "tasks that run", words: tasks.join(", ") }]),
  ];
}

function rateChart(
  { asked, sent }: LiveRun,
  startMs: number,
): TimeChart & { readonly title: string; readonly about: string } {
  const line = (name: string, points: typeof asked) => ({ name, as: "line", points, band: [] }) as const;
  return {
    ...{
      kind: "time",
      title: "Load: asked for and sent",
      about: "Requests and messages per second, asked for and sent.",
    },
    ...{ unit: "count", perSecond: true, startMs, limits: [], marks: [] },
    lines: [line("asked for", asked), line("sent", sent)],
  };
}
