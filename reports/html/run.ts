import { type Line, lossTopic } from "../../sim/facts/aspect.js";
import { money, withInterval } from "../../sim/facts/estimates.js";
import { fixed } from "../../sim/facts/numbers.js";
import type { Judged } from "../../sim/outcome/exit-code.js";
import type { ObjectiveOutcome, Outcome } from "../../sim/outcome/outcome.js";
import type { RunEvent } from "../../sim/outcome/replication.js";
import { demandTable, headlines, lines, tables } from "../aspects.js";
import { calendarTable, calendarWords, chartedWords } from "../calendar.js";
import type { Chart } from "../charts/chart.js";
import { costChart, flowCharts, hoursChart, latencyChart, minuteCharts } from "../charts/figures.js";
import { ladderOwners, ladderTable, ladderWords, type Table } from "../ladder.js";
import { instants } from "../run-files.js";
import { replications, span } from "../text/identity.js";
import { type Audited, unjudgedWords } from "../text/objectives.js";
import { formatOf } from "../units.js";
import { billUsd, billWords, bracketTopic, bracketWords, leftOutWords, monthWords, runCostWords } from "../words.js";
import type { Block, Card, Cell, TableBlock, Tone } from "./block.js";

/** A run with what happened in its first replication. */
export interface RunToDraw {
  readonly outcome: Outcome;
  readonly events: readonly RunEvent[];
}

/** The page of one run. */
export function runBlocks({ outcome, events: all }: RunToDraw): readonly Block[] {
  const drawn = outcome.calendar?.types[0].name;
  const events = all.filter(({ day }) => day === drawn);
  return [
    ...identity(outcome),
    { kind: "cards", cards: cards(outcome) },
    ...objectivesBlocks(outcome),
    ...warnings(outcome),
    ...calendar(outcome),
    ...Object.keys(outcome.services).flatMap((service) => serviceBlocks(outcome, service, events)),
    ...cost(outcome),
    ...ladder(outcome),
    ...claims(outcome),
    ...happened(outcome, events),
    ...closing(outcome),
  ];
}

/** Title of a run's page. */
export function runTitle({ scenario, variant }: Pick<Outcome, "scenario" | "variant">): string {
  return variant === null ? scenario : `${scenario} · variant ${variant}`;
}

function identity(outcome: Outcome): readonly Block[] {
  const { about, seed, version, aborted } = outcome;
  return [
    ...(about === "" ? [] : [{ kind: "text", text: about } as const]),
    { kind: "text", text: `seed ${seed} · ${replications(outcome)} · fleetcast ${version} · ${span(outcome)}` },
    ...(aborted === null ? [] : [{ kind: "text", text: `aborted: ${aborted}`, tone: "bad" } as const]),
  ];
}

function cards(outcome: Outcome): readonly Card[] {
  const { measured, objectives } = outcome;
  const said = headlines(outcome);
  const card = ([title, words]: Line): Card => ({ title, words });
  const bracket = bracketWords(outcome);
  return [
    targetsCard(objectives),
    ...said.filter(([topic]) => topic !== lossTopic).map(card),
    ...(measured === undefined ? costs(outcome) : []),
    ...said.filter(([topic]) => topic === lossTopic).map(card),
    ...(bracket === "" ? [] : [{ title: bracketTopic, words: bracket }]),
  ];
}

/** Numbers of targets that are met, missed or undecided. */
export function targetsCard(objectives: readonly ObjectiveOutcome[]): Card {
  const own = objectives.filter(({ severity }) => severity === "target");
  if (own.length === 0) return { title: "targets", words: "no objectives are stated" };
  const count = (verdict: ObjectiveOutcome["verdict"]) => own.filter((each) => each.verdict === verdict).length;
  const words = (["missed", "undecided", "met", "not evaluated"] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdict}`)
    .join(", ");
  const tone: Tone = count("missed") > 0 ? "bad" : count("met") < own.length ? "open" : "good";
  return { title: "targets", words, tone };
}

function costs({ cost, calendar }: Outcome): readonly Card[] {
  const { perMonthUsd, totalUsd, perThousandRequestsUsd, perMonthBasis } = cost;
  const days = calendar?.days ?? null;
  const month = perMonthUsd.value === null ? `no monthly figure: ${perMonthBasis}` : money(perMonthUsd);
  return [
    { title: "cost a month", words: month },
    {
      title: days === null ? "cost a run" : `cost of ${fixed(days)} days`,
      words: `${money(totalUsd)} · ${money(perThousandRequestsUsd)} per thousand requests`,
    },
  ];
}

const tones: Readonly<Record<ObjectiveOutcome["verdict"], Tone>> = {
  met: "good",
  missed: "bad",
  undecided: "open",
  "not evaluated": "open",
};

/** Every objective with its verdict. */
export function objectivesBlocks(judged: Judged & Audited): readonly Block[] {
  if (judged.objectives.length === 0) return [];
  const rows = judged.objectives.map(({ objective, severity, verdict, detail }): readonly Cell[] => [
    objective,
    severity,
    { words: verdict === "missed" && severity === "alert" ? "raised" : verdict, tone: tones[verdict] },
    detail,
  ]);
  const closing = unjudgedWords(judged);
  return [
    { kind: "heading", text: "Objectives" },
    {
      kind: "table",
      caption: "Every objective with its verdict",
      header: ["objective", "kind", "verdict", "detail"],
      rows,
    },
    ...(closing === "" ? [] : [{ kind: "text", text: closing } as const]),
  ];
}

function warnings({ warnings = [] }: Outcome): readonly Block[] {
  if (warnings.length === 0) return [];
  return [
    { kind: "heading", text: "Warnings" },
    { kind: "list", items: warnings },
  ];
}

function serviceBlocks(outcome: Outcome, service: string, events: readonly RunEvent[]): readonly Block[] {
  const told = outcome.services[service];
  const latency = latencyChart(outcome, service);
  const charts: readonly Chart[] = [
    ...minuteCharts(outcome, service, events),
    ...(latency === null ? [] : [latency]),
    ...flowCharts(outcome, service),
  ];
  const demands = demandTable(told);
  return [
    { kind: "heading", text: service },
    { kind: "facts", facts: [...lines(told, "of requests"), ...lines(told, "beside")] },
    ...(charts.length === 0 ? [] : [{ kind: "text", text: chartWords(outcome) } as const]),
    { kind: "charts", charts },
    ...tables(told).flatMap(({ rows }) => asTable(rows)),
    ...(demands.length === 0 ? [] : asTable(demands)),
  ];
}

function chartWords({ replications, kind }: Outcome): string {
  if (kind === "measured")
    return "Lines are what was measured, minute by minute. Signs above a chart are what happened.";
  if (replications < 2) return "Lines are the run, minute by minute. Signs above a chart are what happened.";
  const share = Math.floor((100 * (replications - 1)) / (replications + 1));
  return `Lines are the first run, minute by minute; bands are what all ${replications} runs lie between, in which one more run's minute lies in about ${share} % of cases (a prediction, not a confidence interval). Signs above a chart are what happened in the first run.`;
}

/** A table as text prints it: its first row has the titles, the first of which is what the table is. */
function asTable(rows: readonly (readonly string[])[]): readonly TableBlock[] {
  const [header, ...body] = rows;
  if (body.length === 0) return [];
  const width = Math.max(...rows.map(({ length }) => length));
  const used = Array.from({ length: width }, (_, column) => column).filter((column) =>
    body.some((row) => (row[column] ?? "").trim() !== ""),
  );
  const caption = (header[0] ?? "").trim();
  return [
    {
      kind: "table",
      caption,
      header: used.map((column) => (column === 0 ? "" : (header[column] ?? "").trim())),
      rows: body.map((row) => used.map((column) => (row[column] ?? "").trim())),
      numbers: used.map((_, place) => place).filter((place) => place > 0),
    },
  ];
}

function cost(outcome: Outcome): readonly Block[] {
  const { cost } = outcome;
  if (cost.lines.length === 0) return [];
  const usd = billUsd(cost);
  const rows = cost.lines.map((line): readonly Cell[] => {
    const { amount, unit, price, sure } = billWords(line);
    return [
      line.service,
      line.item,
      { words: `${amount} ${unit}`, by: line.quantity },
      { words: price, by: line.unitPriceUsd },
      { words: usd(line.usd), by: line.usd },
      sure,
    ];
  });
  const charts = [costChart(cost), hoursChart(outcome)].filter((chart) => chart !== null);
  const total = `total ${money(cost.totalUsd)} a run`;
  const said = [total, monthWords(cost), runCostWords(cost), leftOutWords(cost)].filter(Boolean);
  return [
    { kind: "heading", text: "Cost" },
    { kind: "charts", charts },
    {
      ...{ kind: "table", caption: "The bill of a run", numbers: [2, 3, 4] },
      ...{ header: ["service", "item", "quantity", "unit price", "USD", "of both, 95 %"], rows },
    },
    ...said.map((text) => ({ kind: "text", text }) as const),
  ];
}

function ladder({ ladder }: Outcome): readonly Block[] {
  if (ladder === undefined) return [];
  return [
    { kind: "heading", text: "What the techniques save" },
    tableOf("Saving of each technique", ladderTable(ladder, { shares: true })),
    ...ladderWords(ladder).map((text) => ({ kind: "text", text }) as const),
    tableOf("Whose part of the bill it takes", ladderOwners(ladder)),
  ];
}

function calendar(outcome: Outcome): readonly Block[] {
  if (outcome.calendar === undefined) return [];
  return [
    { kind: "heading", text: `The month: ${calendarWords(outcome.calendar)}` },
    tableOf("Types of days", calendarTable(outcome)),
    { kind: "text", text: chartedWords(outcome.calendar) },
  ];
}

function tableOf(caption: string, { header, rows }: Table): TableBlock {
  return { kind: "table", caption, header, rows, numbers: header.map((_, column) => column).slice(1) };
}

function claims({ claims }: Outcome): readonly Block[] {
  if (claims.length === 0) return [];
  const rows = claims.map(({ document, compute, computed, unit, why }) => [
    document,
    `${withInterval(computed, formatOf(compute, unit))} (${compute})`,
    why ?? "",
  ]);
  return [
    { kind: "heading", text: "Claims" },
    {
      kind: "table",
      caption: "What a document says beside what was computed",
      header: ["the document says", "we compute", "why"],
      rows,
    },
  ];
}

/** More rows than that nobody reads; events.ndjson has them all. */
const eventsMax = 500;

function happened({ clock }: Outcome, events: readonly RunEvent[]): readonly Block[] {
  if (events.length === 0) return [];
  const instant = instants(clock);
  const rows = events
    .slice(0, eventsMax)
    .map(({ at, service, kind, message }): readonly Cell[] => [
      { words: instant(at).slice(0, 19).replace("T", " "), by: at },
      service,
      kind,
      message,
    ]);
  const more = events.length > eventsMax ? [`${fixed(events.length - eventsMax)} more are in events.ndjson`] : [];
  return [
    {
      kind: "folded",
      title: `What happened in the first run (${fixed(events.length)} events)`,
      blocks: [
        { kind: "table", caption: "Events", header: ["time", "service", "kind", "what happened"], rows },
        ...more.map((text) => ({ kind: "text", text }) as const),
      ],
    },
  ];
}

function closing({ assumptions, digest, seed, replications, variant, prices, kind }: Outcome): readonly Block[] {
  const again = kind === "measured" ? [] : ["To run it again, from the folder of this page:"];
  const command = `sim run scenario.yaml --seed ${seed} --replications ${replications}`;
  return [
    ...(assumptions.length === 0
      ? []
      : [
          {
            kind: "folded",
            title: `Assumptions (${assumptions.length})`,
            blocks: [{ kind: "list", items: assumptions }],
          } as const,
        ]),
    { kind: "heading", text: "Where this comes from" },
    ...(prices.region === ""
      ? []
      : [
          {
            kind: "text",
            text: `Prices of ${prices.region} as of ${prices.asOf}, the oldest of ${prices.oldestRow}.`,
          } as const,
        ]),
    ...again.map((text) => ({ kind: "text", text }) as const),
    ...(again.length === 0 ? [] : [{ kind: "command", text: command } as const]),
    { kind: "text", text: `digest ${digest}${variant === null ? "" : ` of variant ${variant}`}` },
  ];
}
