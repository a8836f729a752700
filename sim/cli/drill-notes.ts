import type { ServiceDrill } from "../outcome/verification/index.js";

type Named = readonly [service: string, drill: ServiceDrill];

const stopTaskOrder =
  "tasks were stopped by StopTask, which takes them out of the load balancer before SIGTERM, and so was the prediction " +
  "made; a Spot interruption sends SIGTERM first";
const storeGone = "what became of the acknowledged writes is not known: their store went with the local fleet";

/** What a reader must know of a drill before judging it. */
export function drillNotes(
  drills: Readonly<Record<string, ServiceDrill>>,
  { isLocal }: { readonly isLocal: boolean },
): readonly string[] {
  const named = Object.entries(drills);
  return [
    stopTaskOrder,
    ...named.flatMap(unreplaced),
    ...(isLocal ? named.flatMap(lateStart) : []),
    ...(named.some(([, { unanswered }]) => unanswered === null) ? [storeGone] : []),
  ];
}

function unreplaced([service, { stoppedAtS, replacedAfterS }]: Named): readonly string[] {
  if (stoppedAtS === null || replacedAfterS !== null) return [];
  return [`the stopped tasks of ${service} were not seen to be replaced in time`];
}

/** The one part of a local start that is nobody's model but this machine's. */
function lateStart([service, { replacedAfterS, predictedReplacedAfterS }]: Named): readonly string[] {
  const [, latest] = predictedReplacedAfterS.predictedRange ?? [];
  if (replacedAfterS === null || latest === undefined || replacedAfterS <= latest) return [];
  return [
    `${service}: the prediction does not know how long this machine takes to start a task's process; a smaller ` +
      "staging.local.startFaster leaves more room for it",
  ];
}
