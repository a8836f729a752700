import type { Aspect, EndsOfAll, Line, View } from "../sim/facts/aspect.js";
import { aspects } from "../sim/facts/aspects/index.js";
import { estimated } from "../sim/facts/estimates.js";
import type { AspectName, ServiceFields } from "../sim/facts/facts.js";
import { isTold } from "../sim/facts/service-metrics.js";
import type { DemandOutcome, Outcome, ServiceOutcome } from "../sim/outcome/outcome.js";

/** Outcome of a service or a demand, each number with its interval; each aspect reads its own fields. */
type Told = Parameters<NonNullable<Aspect["words"]["lines"]>>[0];

function toldOf(outcome: DemandOutcome): Told {
  const { estimates, series: _series, demands: _demands, ...fields }: Partial<ServiceOutcome> = outcome;
  return estimated(fields as ServiceFields, estimates);
}

/** Which aspects are asked for: those of requests, which demands have too, or those of the service beside them. */
export type Part = "of requests" | "beside";

/** The aspects that an outcome tells of a service or a demand, in the order of the pages. */
function toldAspects(told: DemandOutcome, part: Part): readonly Aspect[] {
  return aspects.filter((aspect) => (aspect.ofDemand ?? false) === (part === "of requests") && isTold(aspect, told));
}

/** The first lines of a report, topic by topic and service by service: "p99", "web: 2.41 s". */
export function headlines({ services }: Pick<Outcome, "services">): readonly Line[] {
  const names = Object.keys(services);
  const said = names.flatMap((name) =>
    (["of requests", "beside"] as const)
      .flatMap((part) => toldAspects(services[name], part))
      .flatMap(({ words }) => words.headline?.(toldOf(services[name])) ?? [])
      .map(([topic, words]) => ({ name, topic, words })),
  );
  return [...new Set(said.map(({ topic }) => topic))].flatMap((topic) =>
    names.flatMap((name): readonly Line[] => {
      const parts = said.filter((one) => one.topic === topic && one.name === name).map(({ words }) => words);
      const of = names.length > 1 ? `${name}: ` : "";
      return parts.length === 0 ? [] : [[topic, of + parts.join(" · ")]];
    }),
  );
}

/** Rows of a summary, aspect by aspect, named after the service or the demand. */
export function summaries(
  subject: string,
  told: DemandOutcome,
  part: Part,
  view: View,
): readonly { readonly aspect: AspectName; readonly rows: readonly Line[] }[] {
  return toldAspects(told, part).map(({ name, words }) => ({
    aspect: name,
    rows: (words.rows?.(toldOf(told), view) ?? []).map(([topic, said]): Line => [`${subject} ${topic}`, said]),
  }));
}

/** The rows of all aspects. */
export function summaryRows(...of: Parameters<typeof summaries>): readonly Line[] {
  return summaries(...of).flatMap(({ rows }) => rows);
}

/** The lines below the tables of a service. */
export function lines(service: ServiceOutcome, part: Part): readonly Line[] {
  return toldAspects(service, part).flatMap(({ words }) => words.lines?.(toldOf(service)) ?? []);
}

/** How the arrivals of a service have ended. */
export function flows(service: ServiceOutcome): readonly EndsOfAll[] {
  return (["of requests", "beside"] as const)
    .flatMap((part) => toldAspects(service, part))
    .flatMap(({ words }) => words.flow?.(toldOf(service)) ?? []);
}

/** The tables of a service: rows of cells, and to which side each column leans. */
export function tables(service: ServiceOutcome): readonly { sides: string; rows: readonly (readonly string[])[] }[] {
  return (["of requests", "beside"] as const)
    .flatMap((part) => toldAspects(service, part))
    .flatMap(({ words }) => words.table?.(toldOf(service)) ?? []);
}

/** The demands of a service, a row each; the first row has the titles. */
export function demandTable({ demands = {} }: ServiceOutcome): readonly (readonly string[])[] {
  const cells = aspects
    .filter(({ ofDemand }) => ofDemand)
    .flatMap((aspect) => (aspect.words.cells ?? []).map((cell) => ({ ...cell, aspect })));
  const rows = Object.entries(demands).map(([name, told]) => [
    name,
    ...cells.map(({ aspect, of }) => (isTold(aspect, told) ? of(toldOf(told)) : "")),
  ]);
  if (rows.length === 0) return [];
  const titles = cells.map(({ title }, index) => (rows.some((row) => row[index + 1] !== "") ? title : ""));
  return [["by demand", ...titles], ...rows];
}
