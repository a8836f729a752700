import { counted } from "../sim/facts/numbers.js";
import type { Reporter } from "./reporter.js";

/** GitHub refuses a comment of more than 65,536 characters; some of them are ours to say what is left out. */
export const commentBytesMax = 60_000;
const noteBytesMax = 600;

/** The command, the scenario and its variant: what stays the same when a comment is made again. */
type Subject<Result> = (result: Result) => readonly (string | null)[];

/** A Markdown page that begins with a line which nobody sees: it says which older comment the page replaces. */
export function marked<Result>({ format, print }: Reporter<Result>, subject: Subject<Result>): Reporter<Result> {
  return { format, print: (result, options) => `${marker(subject(result))}\n\n${print(result, options)}` };
}

/**
 * A Markdown page that fits a comment on a pull request: cut at a whole section, or a whole row of a table, where it is too
 * long. `whole` completes "all of it is in ...".
 */
export function cut<Result>({ format, print }: Reporter<Result>, whole: string): Reporter<Result> {
  return { format, print: (result, options) => shortened(print(result, options), whole) };
}

/**
 * The marker by which an older comment on the same subject is found. No text of a scenario can end the HTML comment.
 */
function marker(subject: readonly (string | null)[]): string {
  return `<!-- fleetcast:${subject.map((part) => plain(part ?? "")).join(":")} -->`;
}

function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function shortened(page: string, whole: string): string {
  if (bytes(page) <= commentBytesMax) return page;
  const kept: string[] = [];
  let [room, sectionsLeftOut, rowsLeftOut] = [commentBytesMax - noteBytesMax, 0, 0];
  for (const section of sectionsOf(page)) {
    const fits = rowsLeftOut > 0 ? "" : fitting(section, room);
    if (fits === "") sectionsLeftOut++;
    else {
      kept.push(fits);
      room -= bytes(fits) + 2;
      rowsLeftOut += lines(section) - lines(fits);
    }
  }
  while (kept.at(-1)!.startsWith("#")) kept.pop();
  return `${[...kept, note(rowsLeftOut, sectionsLeftOut, whole)].join("\n\n")}\n`;
}

function note(rows: number, sections: number, whole: string): string {
  const parts = [
    ...(rows === 0 ? [] : [`${counted(rows, "row")} of the table above`]),
    ...(sections === 0 ? [] : [counted(sections, "further section")]),
  ];
  return `> **Cut to the length of a comment:** ${parts.join(" and ")} left out; all of it is in ${whole}.`;
}

/** Paragraphs, lists and tables; what is folded is one section. */
function sectionsOf(page: string): readonly string[] {
  const sections: string[] = [];
  for (const block of page.trimEnd().split(/\n{2,}/)) {
    const open = sections.at(-1);
    const isInside = open?.startsWith("<details>") && !open.endsWith("</details>");
    if (isInside) sections[sections.length - 1] = `${open}\n\n${block}`;
    else sections.push(block);
  }
  return sections;
}

/** The whole section, or as many rows of its table as there is room for, or nothing. */
function fitting(section: string, room: number): string {
  if (bytes(section) <= room) return section;
  if (!section.startsWith("|")) return "";
  const rows = section.split("\n");
  let [end, left] = [0, room];
  while (bytes(rows[end]) < left) left -= bytes(rows[end++]) + 1;
  return end > 2 ? rows.slice(0, end).join("\n") : ""; // the titles and the line below them alone say nothing
}

function lines(section: string): number {
  return section.split("\n").length;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
