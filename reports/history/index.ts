import { stringify } from "csv-stringify/sync";
import type { HistoryOutcome, NightSeries } from "../../sim/outcome/history.js";
import { cut, marked } from "../comment.js";
import { inert } from "../inert.js";
import { readableJson } from "../json.js";
import { columns, hanging, indent, wrap } from "../layout.js";
import { table } from "../markdown.js";
import type { Reporter } from "../reporter.js";
import { average, bars, spread } from "../sparkline.js";
import { heading, paints } from "../text/paint.js";
import { junit } from "./junit.js";
import { driftWords, lastOf, meanWords, nightWords, testWords } from "./words.js";

/** Columns of a chart at most, and what stands between it, the name and the last value. */
const barWidthMost = 40;
const beside = 6;
const sizeWords = "size over the nights";

const text: Reporter<readonly HistoryOutcome[]> = {
  format: "text",
  print(histories, options) {
    const paint = paints(options);
    const blocks = histories.map((history) => {
      const { scenario, variant, series, nights } = history;
      const longest = (words: (each: NightSeries) => string) => Math.max(...series.map((each) => words(each).length));
      const room = paint.width - beside - longest(({ name }) => name) - longest(lastOf);
      const barWidth = Math.max(sizeWords.length, Math.min(barWidthMost, room));
      const drawn = series.map((each) => {
        const sizes = spread(
          each.values.map((value) => (value === null ? Number.NaN : Math.abs(value))),
          barWidth,
          average,
        );
        const [, low] = bars(
          sizes.map((value) => value / 2),
          Math.max(0, ...sizes.filter(Number.isFinite)),
        );
        return [each.name, low, lastOf(each)];
      });
      const told = series.flatMap((each) =>
        each.drifts.map((drift) => `${each.name}: ${driftWords(each, drift, nights)}`),
      );
      return [
        paint.bold(variant === null ? scenario : `${scenario} · variant ${variant}`),
        ...wrap(nightWords(history), paint.width - 2).map(paint.dim),
        "",
        ...indent(columns([["", sizeWords, "last"], ...drawn], "llr")),
        heading(told.length === 0 ? "No drift" : "Drift", paint),
        ...told.flatMap((words) => hanging("  · ", words, paint.width - 2).map((line) => paint.yellow(line))),
        ...indent(wrap(testWords(history), paint.width - 2)).map((line) => paint.dim(line)),
      ].join("\n");
    });
    return `${blocks.join("\n\n")}\n`;
  },
};

const csv: Reporter<readonly HistoryOutcome[]> = {
  format: "csv",
  print(histories) {
    const rows = histories.flatMap(({ scenario, variant, series, nights }) =>
      series.flatMap(({ name, unit, values, drifts }) =>
        values.map((value, night) => [
          ...[nights[night].at, scenario, variant ?? "", name, unit, value],
          drifts.find(({ at }) => at === night)?.direction ?? "",
        ]),
      ),
    );
    return stringify([["at", "scenario", "variant", "number", "unit", "value", "drift"], ...rows]);
  },
};

const markdown: Reporter<readonly HistoryOutcome[]> = {
  format: "markdown",
  print(histories) {
    const blocks = histories.map((history) => {
      const { scenario, variant, series, nights } = history;
      const rows = series.map((each) => [
        each.name,
        lastOf(each),
        meanWords(each),
        each.drifts.map((drift) => driftWords(each, drift, nights)).join("; "),
      ]);
      const title = variant === null ? scenario : `${scenario} (${variant})`;
      return [
        `### ${title}`,
        nightWords(history),
        table(["number", "last", "mean", "drift"], rows),
        testWords(history),
      ].join("\n\n");
    });
    return `${blocks.join("\n\n")}\n`;
  },
};

const page = marked(markdown, (histories) => [
  "history",
  ...histories.flatMap(({ scenario, variant }) => [scenario, variant]),
]);

/** Every format in which histories are printed; the first is the default. */
export const historyReporters: readonly Reporter<readonly HistoryOutcome[]>[] = [
  inert(text),
  inert({ format: "json", print: readableJson }),
  inert(csv),
  inert(cut(page, "the page that --page writes, and in --format csv")),
  inert(junit),
];
