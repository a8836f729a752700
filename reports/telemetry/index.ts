import type { Outcome } from "../../sim/outcome/outcome.js";
import { inert, wellFormed, withTexts } from "../inert.js";
import type { Reporter } from "../reporter.js";
import { otlpJson, otlpRequests } from "./otlp.js";
import { openMetrics, prometheusText } from "./prometheus.js";
import { begunOf, type Extent, type Telemetry, telemetryOf } from "./telemetry.js";

/** Outcomes as metrics, for the stores of a monitoring system. */
export const telemetryReporters: readonly Reporter<readonly Outcome[]>[] = [
  inert({ format: "prometheus", print: (outcomes) => prometheusText(together(outcomes, "result")) }),
  inert({ format: "openmetrics", print: (outcomes) => openMetrics(together(outcomes, "result and minutes")) }),
  inert({ format: "otlp", print: (outcomes) => otlpJson(together(outcomes, "result and minutes")) }),
];

/** Most points in one request, which a collector takes: a few megabytes. */
const pointsMax = 5_000;

/** Bodies of OTLP requests with the metrics of some outcomes. */
export function otlpBodies(outcomes: readonly Outcome[]): Iterable<string> {
  return otlpRequests(together(withTexts(outcomes, wellFormed), "result and minutes"), pointsMax);
}

/** A prediction is told at the time of the run that was measured beside it. */
function together(outcomes: readonly Outcome[], extent: Extent): readonly Telemetry[] {
  const measured = outcomes.find(({ kind }) => kind === "measured");
  return outcomes.map((outcome) => telemetryOf(outcome, extent, begunOf(measured ?? outcome)));
}
