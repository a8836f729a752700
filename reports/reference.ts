import type { ReferenceKey, ReferenceSection } from "../scenarios/language/reference.js";
import { aspects } from "../sim/facts/aspects/index.js";
import { namedMetrics } from "../sim/facts/service-metrics.js";
import { type MetricUnit, units } from "../sim/facts/units.js";
import { costMetrics, costSubject } from "../sim/outcome/reading.js";

/** The reference of a document's keys as Markdown: a section for each map, a row for each key. */
export function referencePage(title: string, sections: readonly ReferenceSection[]): string {
  const intro =
    "Every key, with its meaning, how its value is written, its default, and what AWS calls it. A key without a default may be left out, but for those that are **required**. `npm run reference` writes this page from the shapes that check a document.";
  return `${[`# ${title}`, intro, ...sections.map(sectionText)].join("\n\n")}\n`;
}

function sectionText({ title, about, keys }: ReferenceSection): string {
  const rows = keys.map((key) => `| ${cells(key).map(escaped).join(" | ")} |`);
  const table = ["| Key | Meaning | Value | Default | AWS |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
  const told = keys.length === 0 ? "It has no keys of its own." : table;
  return [heading(title), ...(about === null ? [] : [escaped(about)]), told].join("\n\n");
}

/** A heading with our own anchor, since site generators differ in how they derive one from a title. */
function heading(title: string): string {
  return title === "" ? "## The document" : `<a id="${anchor(title)}"></a>\n\n## \`${title}\``;
}

function cells({ key, meaning, value, default: usual, isRequired, aws, sections }: ReferenceKey): readonly string[] {
  const links = [...new Set(sections)].map((title) => `[${title}](#${anchor(title)})`);
  const written = [value, ...(links.length > 0 ? [`keys: ${links.join(", ")}`] : [])].filter((words) => words !== "");
  const ofDefault = isRequired ? "**required**" : usual === null ? "" : `\`${usual}\``;
  return [`\`${key}\``, meaning, written.join("; "), ofDefault, aws === null ? "" : `\`${aws}\``];
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** A bar would end a cell, and an angle bracket begin markup; within backquotes only the bar does. */
function escaped(text: string): string {
  const parts = text.replaceAll("|", "\\|").split("`");
  return parts
    .map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;").replaceAll("*/", "\\*/") : part))
    .join("`");
}

/** Every metric that objectives, claims, gates and `sim compare --fail-if` can name, for the end of a scenario's reference. */
export function metricsReference(): string {
  const intro =
    "An objective names a service and one of these (`web p99 <= 1s`), or `cost` and one of its own. A service has those of a group only if its kind tells of such things. `for` and `during` may follow a metric that has minutes; `web/checkout p99` is that of one demand.";
  const ofServices = aspects.flatMap(({ name }) => {
    const rows = namedMetrics.filter(({ aspect }) => aspect === name);
    return rows.length > 0 ? [`### Of ${name}`, metricTable(rows)] : [];
  });
  return `\n${["## Metrics of objectives and claims", intro, ...ofServices, `### Of ${costSubject}`, metricTable(costMetrics)].join("\n\n")}\n`;
}

interface ReferenceMetric {
  readonly name: string;
  readonly about: string;
  readonly unit: MetricUnit;
  readonly minute?: unknown;
  readonly quantile?: number;
  readonly ofDemand?: true;
}

function metricTable(metrics: readonly ReferenceMetric[]): string {
  const rows = metrics.map(({ name, about, unit, minute, quantile, ofDemand }) => {
    const has = [
      ...(minute !== undefined || quantile !== undefined ? ["minutes"] : []),
      ...(ofDemand ? ["demands"] : []),
    ];
    return `| ${[`\`${name}\``, about, units[unit].expected, has.join(", ")].map(escaped).join(" | ")} |`;
  });
  return ["| Metric | Meaning | Its limit | Has |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
