import { connect, type ECharts } from "echarts/core";
import type { Chart } from "../../charts/chart.js";
import { palettes } from "../../charts/look.js";
import { emptyChart, optionOf } from "../../charts/option.js";
import { follow } from "./live.js";
import { makeSortable } from "./sort.js";

let charts: readonly Chart[] = JSON.parse(document.getElementById("charts")!.textContent!);
const dark = matchMedia("(prefers-color-scheme: dark)");
const paper = matchMedia("print");
const drawn = new Map<HTMLElement, ECharts>();
const overTime = "time";

/** Draws a chart when it comes into view: a long page opens at once. */
function draw(place: HTMLElement): void {
  const chart = charts[Number(place.dataset.chart)];
  const own = drawn.get(place) ?? emptyChart(place);
  drawn.set(place, own);
  const palette = palettes[dark.matches && !paper.matches ? "dark" : "light"];
  own.setOption(optionOf(chart, palette, place.clientWidth), { notMerge: true });
  if (chart.kind === "time") {
    own.group = overTime;
    if (zoomed !== null) own.dispatchAction({ type: "dataZoom", ...zoomed });
    own.off("datazoom");
    own.on("datazoom", () => {
      const [zoom] = (own.getOption() as { dataZoom: { start: number; end: number }[] }).dataZoom;
      zoomed = { start: zoom.start, end: zoom.end };
    });
  }
}

let zoomed: { start: number; end: number } | null = null;

/** Shows a part of the time, in per cent, in every chart over the clock. */
function zoomTo(start: number, end: number): void {
  const from = Math.max(0, Math.min(start, 98));
  zoomed = { start: from, end: Math.min(100, Math.max(end, from + 2)) };
  for (const [place, own] of drawn)
    if (charts[Number(place.dataset.chart)].kind === "time") own.dispatchAction({ type: "dataZoom", ...zoomed });
}

function zoomButtons(): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "zoom";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Time shown in the charts");
  const span = () => zoomed ?? { start: 0, end: 100 };
  const moves: readonly (readonly [string, () => void])[] = [
    ["whole run", () => zoomTo(0, 100)],
    [
      "zoom in",
      () => zoomTo(span().start + (span().end - span().start) / 4, span().end - (span().end - span().start) / 4),
    ],
    [
      "zoom out",
      () => zoomTo(span().start - (span().end - span().start) / 2, span().end + (span().end - span().start) / 2),
    ],
    ["← earlier", () => zoomTo(Math.max(0, span().start - width() / 2), Math.max(width(), span().end - width() / 2))],
    [
      "later →",
      () => zoomTo(Math.min(100 - width(), span().start + width() / 2), Math.min(100, span().end + width() / 2)),
    ],
  ];
  const width = () => span().end - span().start;
  for (const [name, move] of moves) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", move);
    bar.append(button);
  }
  return bar;
}

connect(overTime);
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target as HTMLElement);
    }
  },
  { rootMargin: "400px" },
);

function places(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-chart]")];
}

/** Gives life to what stands on the page now. */
function start(): void {
  for (const own of drawn.values()) own.dispose();
  drawn.clear();
  const first = places().find((place) => charts[Number(place.dataset.chart)].kind === "time");
  first?.closest("figure")?.before(zoomButtons());
  for (const place of places()) seen.observe(place);
  for (const table of document.querySelectorAll("table")) makeSortable(table);
}

/** Draws what is drawn already anew, in the colors of now. */
function drawAnew(): void {
  for (const place of drawn.keys()) draw(place);
}

/** Draws what is drawn already as wide as its place is now. */
function widen(): void {
  for (const [place, own] of drawn) {
    if (own.getWidth() === place.clientWidth) continue; // a phone tells of each change of its height
    own.resize();
    draw(place);
  }
}

let unfolded: readonly HTMLDetailsElement[] = [];

/** On paper all is unfolded and every chart is drawn at once, since nobody scrolls to it. */
function toPaper(): void {
  unfolded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
  for (const each of unfolded) each.open = true;
  for (const place of places()) draw(place);
  widen();
  for (const own of drawn.values()) own.getZr().refreshImmediately();
}

function fromPaper(): void {
  for (const each of unfolded) each.open = false;
  drawAnew();
  widen();
}

dark.addEventListener("change", drawAnew);
paper.addEventListener("change", () => (paper.matches ? toPaper() : fromPaper()));
addEventListener("resize", widen);
start();

const live = document.getElementById("live");
if (live !== null)
  follow(live, {
    shown(newCharts) {
      charts = newCharts;
      start();
    },
    changed(newCharts) {
      charts = newCharts;
      for (const place of drawn.keys()) draw(place);
    },
  });
