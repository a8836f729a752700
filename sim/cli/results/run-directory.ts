import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { isScalar, parseDocument, visit } from "yaml";
import { pageOf } from "../../../reports/html/index.js";
import { eventsNdjson, outcomeJson, seriesCsv } from "../../../reports/index.js";
import { visible } from "../../../scenarios/language/index.js";
import { pageScript } from "../../experiments/package-assets.js";
import type { Outcome } from "../../outcome/outcome.js";
import type { RunEvent } from "../../outcome/replication.js";
import { WrongCall } from "../failures.js";
import { checkWritable, namesIn, removePartials, writeAtomically } from "./atomic-files.js";
import { exportFiles } from "./export-files.js";

const written = ["outcome.json", "series.csv", "events.ndjson", "report.html", "measured.json"];
const signature = "# The resolved scenario of a run of fleetcast";

/** The content of a run directory: enough to read the result, and to run it again to the same digest. */
export interface RunRecord {
  readonly outcome: Outcome;
  readonly events: readonly RunEvent[];
  /** The scenario as YAML with every default filled in, and the texts of the data files that it names. */
  readonly read: { readonly resolved: string; readonly data: { readonly texts: ReadonlyMap<string, string> } };
}

/** Whether a result that is there already may be lost. */
export interface Overwriting {
  readonly force?: true | undefined;
}

/**
 * Sees, before any time is spent on it, that a folder can take a run; refuses one that holds something else. It is made
 * with the first file: a run that fails leaves no empty one.
 */
export function prepareRunDirectory(folder: string, { force }: Overwriting = {}): void {
  checkWritable(folder);
  if (!existsSync(folder)) return;
  if (!isOurs(folder)) {
    throw new WrongCall([`${folder}: holds something other than a run of fleetcast; name a new or empty directory`]);
  }
  refuseToLose(join(folder, "outcome.json"), "a run", { force });
  removePartials(folder);
}

/** Refuses a folder whose result is there already, unless it may be lost. */
export function refuseToLose(result: string, what: string, { force }: Overwriting): void {
  if (force || !existsSync(result)) return;
  const folder = dirname(result);
  throw new WrongCall([`${folder}: holds ${what} already; write over it with --force, or name another directory`]);
}

/** Ours begins with our signature, and has no folder where a file is to be written. */
function isOurs(folder: string): boolean {
  const names = namesIn(folder);
  if (names.length === 0) return true;
  if (!names.includes("scenario.yaml") || written.some((name) => names.includes(`${name}/`))) return false;
  return readFileSync(join(folder, "scenario.yaml"), "utf8").startsWith(signature);
}

/** Writes a run; `outcome.json` goes first when it is old and comes last when it is new, and so vouches for the rest. */
export function writeRun(folder: string, { outcome, events, read }: RunRecord): void {
  const { scenario, attachments } = relocate(read.resolved, read.data.texts);
  for (const old of ["outcome.json", ...Object.values(exportFiles)]) rmSync(join(folder, old), { force: true });
  const { variant, seed, version } = outcome;
  const origin = variant === null ? outcome.scenario : `${outcome.scenario}, variant ${visible(variant)}`;
  writeAtomically(
    join(folder, "scenario.yaml"),
    `${signature} ${version}: ${origin}, seed ${seed}. Run it again: sim run scenario.yaml\n${scenario}`,
  );
  for (const [path, text] of attachments) writeAtomically(join(folder, path), text);
  writeAtomically(join(folder, "series.csv"), seriesCsv(outcome));
  writeAtomically(join(folder, "events.ndjson"), eventsNdjson(events, outcome));
  writeAtomically(join(folder, "report.html"), pageOf(outcome, events, pageScript()));
  writeAtomically(join(folder, "outcome.json"), outcomeJson(outcome));
}

/** A scenario and the data files it names, as they stand in one folder. */
interface Relocated {
  readonly scenario: string;
  /** The texts of the data files by their path from that folder. */
  readonly attachments: ReadonlyMap<string, string>;
}

/** Moves the data files of a scenario to `data/` beside it, and says so in the scenario. */
export function relocate(scenario: string, files: ReadonlyMap<string, string>): Relocated {
  if (files.size === 0) return { scenario, attachments: new Map() };
  const places = new Map<string, string>();
  for (const path of files.keys()) places.set(path, free(path, [...places.values()]));
  const document = parseDocument(scenario);
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "file" || !isScalar(value)) return;
      value.value = places.get(String(value.value)) ?? value.value;
    },
  });
  const attachments = [...files].map(([path, text]) => [places.get(path)!, text] as const);
  return { scenario: document.toString({ lineWidth: 0 }), attachments: new Map(attachments) };
}

function free(path: string, taken: readonly string[]): string {
  const extension = extname(path);
  const stem = `data/${basename(path, extension)}`;
  let place = stem + extension;
  for (let count = 2; taken.includes(place); count++) place = `${stem}-${count}${extension}`;
  return place;
}
