import type { Calibration, Durations } from "../../../harness/calibrate/calibration.js";
import { type Fit, fitQuantiles, pValueMin } from "../../../harness/calibrate/fit/index.js";
import type { Limit } from "../../../harness/calibrate/limit.js";
import type { FoundServer, OtherAnswers } from "../../../harness/calibrate/observation.js";
import { serviceWords, stepYaml } from "../../../harness/calibrate/overlay.js";
import { limitWords } from "../../../harness/calibrate/service-changes.js";

/** A calibration for a person: what was measured, what was fitted and how well, and what came of it. */
export function calibrationText(calibration: Calibration): string {
  const { steps, notes } = calibration;
  return [
    ...measuredLines(calibration),
    "",
    ...table([head(calibration), ...fitRows(calibration)]),
    "",
    ...steps.map((step) => `step  ${stepYaml(step)}`),
    ...serviceWords(calibration).map((words) => `service  ${words}`),
    ...(calibration.isGood ? [] : [unfit(calibration)]),
    ...notes.map((words) => `note: ${words}`),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** The measured values, as lines that also stand above the overlay. */
export function measuredLines({ subject, observation, at, cpu, responses }: Calibration): readonly string[] {
  const { source, requests, durations, isUndisturbed, utilization, leftOut = [], others = [] } = observation;
  const what = subject.requestClass === null ? subject.demand : `${subject.demand} (${subject.requestClass})`;
  const used = isUndisturbed
    ? `${durations.length} that waited for nobody`
    : `all ${durations.length} that were answered`;
  const range = utilization === null ? "not known" : `${percent(utilization.from)} to ${percent(utilization.to)}`;
  return [
    `${what} to ${subject.service}: ${source}, ${at}`,
    `requests         ${requests}; service time from ${used}`,
    ...leftOut.map(({ reason, count }) => `left out         ${count} ${reason}`),
    ...others.map((sort) => `other answers    ${otherWords(sort, requests)}`),
    `response time    ${durationWords(responses)}`,
    `CPU per request  ${milliseconds(cpu.micros)} (${cpu.basis})`,
    `CPU utilization  ${range}`,
    ...serverLines(observation.server),
  ];
}

function otherWords({ name, requests, mean }: OtherAnswers, all: number): string {
  return `${name}: ${requests} (${percent(requests / all)}), mean ${milliseconds(mean)}: a class of their own`;
}

function serverLines(server: FoundServer | undefined): readonly string[] {
  if (server === undefined) return [];
  const { limit, pauses } = server;
  return [
    ...(limit === null ? [] : limitLines(limit)),
    ...(pauses === null
      ? []
      : [
          `pauses           ${milliseconds(pauses.meanLasts)} ${pauses.isRegular ? "every" : "at random, on average every"} ${(pauses.meanEvery / 1e6).toPrecision(3)} s, ${pauses.count} seen; requests near them are left out`,
        ]),
  ];
}

function limitLines({ fits, capacity, isTold }: Limit): readonly string[] {
  const [first, ...others] = fits;
  const odds = others.map((fit) => `${kindWords[fit.kind]} ${percent(fit.misfit)} off`);
  return [
    `limit            ${isTold ? "" : "perhaps "}${limitWords(first)}: ${capacity.toPrecision(4)}/s at most`,
    `curve            ${kindWords[first.kind]} ${percent(first.misfit)} off, ${odds.join(", ")}`,
  ];
}

const kindWords = { cpu: "CPU alone", slots: "slots alone", both: "both" } as const;

function unfit({ isEmpirical }: Calibration): string {
  const words = `no family fits (p < ${pValueMin})`;
  return isEmpirical
    ? `${words}: the step draws from what was measured, in a file beside the overlay`
    : `${words}; --fit empirical, or no --fit, draws from what was measured`;
}

function head({ varies }: Calibration): readonly string[] {
  return [`fit of ${varies}`, "mean", ...fitQuantiles.map((p) => `p${p * 100}`), "KS", "p", "AIC"];
}

function fitRows({ fits, fitted }: Calibration): readonly (readonly string[])[] {
  return [["measured", ...cells(fitted), "", "", ""], ...fits.map(fitRow)];
}

function fitRow({ kind, mean, quantiles, goodness, aic }: Fit): readonly string[] {
  const tested = goodness === null ? ["", ""] : [goodness.statistic.toFixed(3), probability(goodness.pValue)];
  return [kind, ...cells({ mean, quantiles }), ...tested, aic === null ? "" : aic.toFixed(0)];
}

function cells({ mean, quantiles }: Durations): readonly string[] {
  return [mean, ...quantiles].map(milliseconds);
}

function durationWords({ mean, quantiles }: Durations): string {
  return [
    `mean ${milliseconds(mean)}`,
    ...quantiles.map((value, i) => `p${fitQuantiles[i] * 100} ${milliseconds(value)}`),
  ].join(", ");
}

function milliseconds(micros: number): string {
  return `${(micros / 1_000).toPrecision(3)} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function probability(p: number): string {
  return p <= 0.005 ? "<= 0.005" : p.toFixed(3);
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
  );
}
