import { createHash } from "node:crypto";
import { visible } from "../../scenarios/language/visible.js";
import type { Chart } from "../charts/chart.js";
import { fitted } from "../charts/thin.js";
import type { Block } from "./block.js";
import { escaped, markupOf } from "./markup.js";

/** A page, and what its browser runs: the built client, which draws charts and sorts tables. */
export interface PageParts {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly script: string;
  /** Address of the event stream, for the live page of a run under way. */
  readonly feed?: string;
}

/**
 * One file without network access: its content security policy allows the one script in it, by digest, and no
 * connection. The data of charts are beside the script.
 */
export function htmlPage({ title, blocks, script, feed }: PageParts): string {
  const charts: Chart[] = [];
  const body = markupOf(blocks, charts);
  const digest = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'; img-src data:; ${feed === undefined ? "" : "connect-src 'self'; "}base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${feed === undefined ? body : `<div id="live" data-feed="${escaped(feed)}" aria-live="off">\n${body}\n</div>`}
</main>
<script type="application/json" id="charts">${embedded(fitted(charts))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that ends no script element, and whose texts act on nothing either where a chart draws them. */
function embedded(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "string" ? visible(part) : part))
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

const style = `
:root { --text: #1b1f24; --dim: #57606a; --line: #d8dee4; --page: #ffffff; --raised: #f6f8fa; --good: #116329; --bad: #b42318; --open: #8a5300; --link: #1f5fbf; }
@media screen and (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --dim: #9aa4b0; --line: #30363d; --page: #0d1117; --raised: #161b22; --good: #56d364; --bad: #ff8a80; --open: #e3b341; --link: #6ea8fe; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 40px 0 12px; padding-bottom: 6px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
p { margin: 8px 0; overflow-wrap: anywhere; }
[data-tone] { font-weight: 600; }
[data-tone=good] { color: var(--good); } [data-tone=bad] { color: var(--bad); } [data-tone=open] { color: var(--open); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr)); gap: 12px; margin: 20px 0; }
.cards div { border: 1px solid var(--line); border-radius: 8px; background: var(--raised); padding: 12px 14px; min-width: 0; }
.cards dt { color: var(--dim); font-size: 13px; font-weight: 400; } .cards dd { margin: 2px 0 0; font-size: 16px; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: minmax(7em, max-content) 1fr; gap: 4px 16px; margin: 12px 0; }
.facts dt { color: var(--dim); } .facts dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 16px 0; } figcaption { font-weight: 600; overflow-wrap: anywhere; }
.chart { width: 100%; height: 230px; } .chart.hours { height: 300px; } .chart.points { height: 420px; }
.chart:focus-visible, button:focus-visible, summary:focus-visible, .wide:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.zoom { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0 0; position: sticky; top: 0; background: var(--page); padding: 6px 0; z-index: 1; }
.zoom button { font: inherit; font-size: 13px; color: var(--text); background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; cursor: pointer; }
.wide { overflow-x: auto; margin: 12px 0; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { text-align: left; padding: 5px 24px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th button { font: inherit; font-weight: 600; color: var(--dim); background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
th[aria-sort=ascending] button::after { content: " ↑"; } th[aria-sort=descending] button::after { content: " ↓"; }
.number { text-align: right; } .number, .short { white-space: nowrap; }
details { margin: 12px 0; } summary { cursor: pointer; font-weight: 600; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; overflow-x: auto; }
ul { padding-left: 20px; } li { overflow-wrap: anywhere; margin: 3px 0; }
@media (max-width: 640px) { main { padding: 16px 12px 48px; } .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: 6px; } h1 { font-size: 22px; } }
@media print { .zoom { display: none; } .wide { overflow: visible; } thead { display: table-header-group; } h2, caption, figcaption { break-after: avoid; } pre { white-space: pre-wrap; } figure, tr, .cards div { break-inside: avoid; } main { max-width: none; padding: 0; } body { font-size: 12px; } }
`;
