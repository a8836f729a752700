import { visible } from "../../scenarios/language/visible.js";
import { type Chart, heightOf } from "../charts/chart.js";
import type { Block, Card, Cell, TableBlock, Tone } from "./block.js";

/** HTML of blocks, and the charts in them in the order of their places. */
export function markupOf(blocks: readonly Block[], charts: Chart[]): string {
  return blocks.map((block) => markup(block, charts)).join("\n");
}

function markup(block: Block, charts: Chart[]): string {
  switch (block.kind) {
    case "heading":
      return `<h2>${escaped(block.text)}</h2>`;
    case "text":
      return `<p${toned(block.tone)}>${escaped(block.text)}</p>`;
    case "cards":
      return `<dl class="cards">${block.cards.map(card).join("")}</dl>`;
    case "table":
      return table(block);
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
    case "facts":
      return `<dl class="facts">${block.facts.map(([topic, words]) => `<dt>${escaped(topic)}</dt><dd>${escaped(words)}</dd>`).join("")}</dl>`;
    case "charts":
      return block.charts
        .map((chart) => {
          const place = charts.push(chart) - 1;
          return `<figure><figcaption>${escaped(chart.title)}</figcaption><div class="chart ${chart.kind}" data-chart="${place}"${styled(heightOf(chart))} role="img" tabindex="0" aria-label="${escaped(`${chart.title}. ${chart.about}`)}"></div></figure>`;
        })
        .join("\n");
    case "command":
      return `<pre tabindex="0"><code>${escaped(block.text)}</code></pre>`;
    case "folded":
      return `<details><summary>${escaped(block.title)}</summary>\n${markupOf(block.blocks, charts)}\n</details>`;
  }
}

function styled(height: number | null): string {
  return height === null ? "" : ` style="height: ${height}px"`;
}

function card({ title, words, tone }: Card): string {
  return `<div${toned(tone)}><dt>${escaped(title)}</dt><dd>${escaped(words)}</dd></div>`;
}

function table({ caption, header, rows, numbers = [] }: TableBlock): string {
  const side = (column: number) => (numbers.includes(column) ? ' class="number"' : "");
  const head = header
    .map((title, column) => `<th scope="col"${side(column)}>${title === "" ? sortByRow : sortBy(title)}</th>`)
    .join("");
  const body = rows
    .map((row) => `<tr>${row.map((cell, column) => cellOf(cell, side(column))).join("")}</tr>`)
    .join("\n");
  return `<div class="wide" tabindex="0"><table><caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A column without a title can be sorted too. */
const sortByRow = `<button type="button" aria-label="name of the row"></button>`;

function sortBy(title: string): string {
  return `<button type="button">${escaped(title)}</button>`;
}

/** Words that are not broken into lines. */
const shortMost = 16;

function cellOf(cell: Cell, side: string): string {
  const words = typeof cell === "string" ? cell : cell.words;
  const place = side === "" && words.length <= shortMost ? ' class="short"' : side;
  if (typeof cell === "string") return `<td${place}>${escaped(cell)}</td>`;
  const by = cell.by === undefined ? "" : ` data-by="${cell.by}"`;
  return `<td${place}${by}><span${toned(cell.tone)}>${escaped(cell.words)}</span></td>`;
}

function toned(tone: Tone | undefined): string {
  return tone === undefined || tone === "plain" ? "" : ` data-tone="${tone}"`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text of a scenario is a text of the page, whatever is in it. */
export function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character]);
}
