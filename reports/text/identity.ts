import { counted, seconds } from "../../sim/facts/numbers.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { calendarWords } from "../calendar.js";
import { hanging, wrap } from "../layout.js";
import { precisionWords } from "../words.js";
import { drivenAt, drivenFor } from "./measured.js";
import type { Paint } from "./paint.js";

/** The run: the first line has everything needed to run it again. */
export function identity(outcome: Outcome, paint: Paint): readonly string[] {
  const { scenario, variant, seed, version } = outcome;
  const name = variant === null ? scenario : `${scenario} · variant ${variant}`;
  const run = ` · seed ${seed} · ${replications(outcome)} · fleetcast ${version}`;
  return [
    paint.bold(name) + run,
    ...(outcome.aborted === null
      ? []
      : hanging("aborted: ", outcome.aborted, paint.width).map((line) => paint.yellow(line))),
    ...(outcome.about === "" ? [] : wrap(outcome.about, paint.width)),
    ...wrap(span(outcome), paint.width).map(paint.dim),
    ...precision(outcome, paint),
    ...drivenAt(outcome, paint).map(paint.dim),
  ];
}

function precision(outcome: Outcome, paint: Paint): readonly string[] {
  const words = precisionWords(outcome);
  const color = outcome.precision?.isReached === false ? paint.yellow : paint.dim;
  return words === "" ? [] : wrap(words, paint.width).map(color);
}

/** Time and place of the numbers. */
export function span({ kind, clock, prices, measured, simulatedS, calendar }: Outcome): string {
  const lasted = drivenFor(measured?.elapsedS ?? simulatedS ?? clock.durationS, clock.durationS);
  const warmup = clock.warmupS > 0 ? ` after ${seconds(clock.warmupS)} of warm-up` : "";
  const place = prices.region === "" ? "" : ` · ${prices.region}`;
  const month = calendar === undefined ? "" : `a month of ${calendarWords(calendar)}, each of `;
  return `${kind} for ${month}${lasted} from ${clock.start}${warmup}${place}`;
}

/** Number of replications, on which intervals and verdicts are based. */
export function replications({ replications, replicationsAsked, simulatedS, kind }: Outcome): string {
  if (kind === "measured") return "measured once";
  if (simulatedS !== undefined) return "ABORTED";
  const done = counted(replications, "replication");
  if (replications < replicationsAsked) return `ABORTED after ${done} of ${replicationsAsked}`;
  return replications === 1 ? "one run: no interval" : done;
}
