import type { Outcome } from "../../sim/outcome/outcome.js";
import { hanging, pageWidth, wrap } from "../layout.js";
import { counted, seconds } from "../numbers.js";
import { drivenAt, drivenFor } from "./measured.js";
import type { Paint } from "./paint.js";

/** What was run: the first line has all that is needed to run it again. */
export function identity(outcome: Outcome, paint: Paint): readonly string[] {
  const { scenario, variant, seed, version, clock, prices } = outcome;
  const name = variant === null ? scenario : `${scenario} · variant ${variant}`;
  const run = ` · seed ${seed} · ${replications(outcome)} · fleetcast ${version}`;
  const warmup = clock.warmupS > 0 ? ` after ${seconds(clock.warmupS)} of warm-up` : "";
  const place = prices.region === "" ? "" : ` · ${prices.region}`;
  return [
    paint.bold(name) + run,
    ...(outcome.aborted === null ? [] : hanging("aborted: ", outcome.aborted).map((line) => paint.yellow(line))),
    ...(outcome.about === "" ? [] : wrap(outcome.about, pageWidth)),
    paint.dim(
      `${outcome.kind} for ${drivenFor(outcome.measured?.elapsedS ?? clock.durationS, clock.durationS)} from ${clock.start}${warmup}${place}`,
    ),
    ...drivenAt(outcome).map(paint.dim),
  ];
}

/** How often a scenario was run: what its intervals and verdicts stand on. */
export function replications({ replications, replicationsAsked, kind }: Outcome): string {
  if (kind === "measured") return "measured once";
  const done = counted(replications, "replication");
  if (replications < replicationsAsked) return `ABORTED after ${done} of ${replicationsAsked}`;
  return replications === 1 ? `${done} (no intervals)` : done;
}
