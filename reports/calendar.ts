import { money } from "../sim/facts/estimates.js";
import { quantity } from "../sim/facts/numbers.js";
import type { CalendarOutcome, DayOutcome, ObjectiveOutcome, Outcome, ServiceOutcome } from "../sim/outcome/outcome.js";
import { summaryRows } from "./aspects.js";
import type { Table } from "./ladder.js";

/** Composition of a month in a few words: "29 × ordinary + 1 × black friday". */
export function calendarWords({ types }: CalendarOutcome): string {
  return types.map(({ name, days }) => `${days} × ${name}`).join(" + ");
}

/** A column for each type of days and one for the month: what a day costs, what its users see, what holds. */
export function calendarTable({ calendar, cost, services, objectives, replications }: Outcome): Table {
  const { types, days, simulatedDays } = calendar!;
  const month = [quantity(days), quantity(simulatedDays * replications)];
  const rows = [
    ["days of the month", ...types.map((type) => quantity(type.days)), month[0]],
    ["days simulated", ...types.map(({ simulated }) => quantity(simulated)), month[1]],
    ["cost of one", ...types.map((type) => money(type.cost.totalUsd)), money(cost.perMonthUsd)],
    ...Object.keys(services).flatMap((name) => serviceRows(name, types, services[name])),
    ...objectives.map((objective) => [
      objective.objective,
      ...types.map((type) => verdictWords(type.objectives.find((own) => own.objective === objective.objective))),
      verdictWords(objective),
    ]),
  ];
  return { header: ["", ...types.map(({ name }) => name), "the month"], rows };
}

/** The day that charts and series show, since they cannot show a month. */
export function chartedWords({ types: [first] }: CalendarOutcome): string {
  return `charts are of the first simulated day of ${first.name}`;
}

function serviceRows(
  name: string,
  types: readonly DayOutcome[],
  month: ServiceOutcome,
): readonly (readonly string[])[] {
  const all = [...types.map(({ services }) => services[name]), month].map((told) =>
    (["of requests", "beside"] as const).flatMap((part) => summaryRows(name, told, part, "predicted")),
  );
  return all.at(-1)!.map(([topic]) => [topic, ...all.map((rows) => rows.find(([own]) => own === topic)?.[1] ?? "")]);
}

/** Nothing where only the month is asked. */
function verdictWords(judged: ObjectiveOutcome | undefined): string {
  if (judged === undefined) return "";
  const { verdict, severity } = judged;
  if (verdict !== "missed") return verdict;
  return severity === "alert" ? "alert" : "MISSED";
}
