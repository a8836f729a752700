import { counted } from "../sim/facts/numbers.js";
import type { DecidedOtherwise, DecidingUnknowns } from "../sim/outcome/deciding-unknowns.js";
import type { Block } from "./html/block.js";
import { hanging, wrap } from "./layout.js";
import { heading, type Paint } from "./text/paint.js";

/** A report whose verdicts may depend on parameters that no public source tells; absent where nobody looked. */
interface Examined {
  readonly unknowns?: DecidingUnknowns;
}

/** What was looked at, in a sentence: whether verdicts depend on what nobody knows, or how to learn that. */
export function unknownsWords({ unknowns }: Examined): string {
  if (unknowns === undefined)
    return "Not examined: whether a verdict depends on parameters that no public source tells; --sensitivity does that.";
  const { moved, replications, simulated, verdicts } = unknowns;
  if (moved === 0) return "No verdict depends on a parameter that no public source tells: none is used.";
  const how =
    `${counted(moved, "parameter")} that no public source tells ${moved === 1 ? "was" : "were"} moved to both ends of what is plausible, ` +
    `one at a time, ${counted(replications, "replication")} at each end (${counted(simulated, "replication")} more in all)`;
  return verdicts.length === 0
    ? `No verdict is decided otherwise by what nobody knows: ${how}.`
    : `${counted(verdicts.length, "verdict")} ${verdicts.length === 1 ? "depends" : "depend"} on what nobody knows: ${how}.`;
}

/** "few: web p99 <= 3s is missed, not met, where services.web.launch.boot is median 30s", of each verdict that is another one there. */
export function otherwiseWords({ unknowns }: Examined): readonly string[] {
  return (unknowns?.verdicts ?? []).map(
    ({ subject, verdict, atEnd, path, value }: DecidedOtherwise) =>
      `${subject}: ${atEnd}, not ${verdict}, where ${path} is ${value}`,
  );
}

/** Both below a heading of a page of text; a line alone where nobody looked. */
export function unknownsLines(report: Examined, paint: Paint): readonly string[] {
  if (report.unknowns === undefined) return wrap(unknownsWords(report), paint.width).map(paint.dim);
  return [
    heading("What nobody knows", paint),
    ...hanging("  ", unknownsWords(report), paint.width),
    ...otherwiseWords(report).flatMap((words) => hanging("  · ", words, paint.width).map(paint.yellow)),
  ];
}

/** Both in Markdown. */
export function unknownsMarkdown(report: Examined): string {
  const items = otherwiseWords(report).map((words) => `- ${words}`);
  return [unknownsWords(report), items.join("\n")].filter(Boolean).join("\n\n");
}

/** Both on a page for a browser. */
export function unknownsBlocks(report: Examined): readonly Block[] {
  const items = otherwiseWords(report);
  const tone = report.unknowns === undefined ? "plain" : items.length === 0 ? "good" : "open";
  return [
    { kind: "text", text: unknownsWords(report), tone },
    ...(items.length === 0 ? [] : [{ kind: "list", items } as const]),
  ];
}
