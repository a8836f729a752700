import type { Chart } from "../../charts/chart.js";

/** A message of the live page's server: the parts of the page as markup, and its charts. */
interface LiveState {
  readonly parts: readonly string[];
  readonly charts: readonly Chart[];
}

/** What happens to the charts: others come in their place, or the same ones get new values. */
interface ChartsOfPage {
  shown(charts: readonly Chart[]): void;
  changed(charts: readonly Chart[]): void;
}

/** Keeps a part of the page as its server tells it; in the end the page becomes the report of the run. */
export function follow(place: HTMLElement, charts: ChartsOfPage): void {
  const feed = new EventSource(place.dataset.feed!);
  let parts: readonly string[] = [];
  let shape = "";
  feed.addEventListener("state", ({ data }: MessageEvent<string>) => {
    const state: LiveState = JSON.parse(data);
    const newShape = JSON.stringify([state.parts.length, state.charts.map(({ title }) => title)]);
    if (newShape === shape) {
      for (const [index, part] of state.parts.entries()) {
        const isText = !part.includes("data-chart");
        if (isText && part !== parts[index]) place.children[index].innerHTML = part;
      }
      charts.changed(state.charts);
    } else {
      place.innerHTML = state.parts.map((part) => `<section>${part}</section>`).join("");
      charts.shown(state.charts);
    }
    parts = state.parts;
    shape = newShape;
  });
  feed.addEventListener("end", ({ data }: MessageEvent<string>) => {
    feed.close();
    location.replace(data);
  });
  let told: HTMLElement | null = null;
  feed.addEventListener("open", () => told?.remove());
  feed.addEventListener("error", () => {
    told ??= Object.assign(document.createElement("p"), { textContent: "The run does not answer: it may be over." });
    told.dataset.tone = "bad";
    place.before(told);
  });
}
