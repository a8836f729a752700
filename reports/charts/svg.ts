import { visible } from "../../scenarios/language/visible.js";
import { type Chart, heightOf } from "./chart.js";
import { palettes } from "./look.js";
import { emptyChart, optionOf } from "./option.js";

const width = 900;
const titleHeight = 28;
const heights: Readonly<Partial<Record<Chart["kind"], number>>> = {
  hours: 320,
  points: 440,
};
const usualHeight = 260;

/** A chart as an SVG file, drawn without a browser, in the colors of a light page. */
export function svgOf(chart: Chart): string {
  const height = heightOf(chart) ?? heights[chart.kind] ?? usualHeight;
  const drawing = emptyChart(null, { ssr: true, width, height });
  drawing.setOption(optionOf(chart, palettes.light, width));
  const body = drawing.renderToSVGString();
  drawing.dispose();
  const { text, background } = palettes.light;
  const [, inner] = /^<svg[^>]*>([\s\S]*)<\/svg>\s*$/.exec(body)!;
  const outer = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + titleHeight}" viewBox="0 0 ${width} ${height + titleHeight}" role="img" font-family="system-ui, sans-serif">`;
  const title = `<title>${escaped(chart.title)}</title><desc>${escaped(chart.about)}</desc>`;
  const heading = `<rect width="100%" height="100%" fill="${background}"/><text x="12" y="19" fill="${text}" font-size="14" font-weight="600">${escaped(chart.title)}</text>`;
  return `${outer}${title}${heading}<g transform="translate(0 ${titleHeight})">${inner}</g></svg>\n`;
}

function escaped(text: string): string {
  return visible(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
