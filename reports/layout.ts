// A number stays on the line of its unit.
const breaks = /(?<![\d±]) +| +(?![a-z%±×])/;

/** A paragraph broken between words so that no line is longer than `width`. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(breaks).filter(Boolean)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A paragraph that starts with `lead` and goes on below the end of it. */
export function hanging(lead: string, text: string, width: number): readonly string[] {
  return wrap(text, Math.max(20, width - lead.length)).map(
    (line, index) => (index === 0 ? lead : " ".repeat(lead.length)) + line,
  );
}

/** Rows as aligned columns two spaces apart: "l" and "r" say to which side each column leans. */
export function columns(rows: readonly (readonly string[])[], sides: string): readonly string[] {
  const widths = [...sides].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (sides[column] === "r" ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join("  ")
      .trimEnd(),
  );
}

/** Between two columns of a table. */
const gap = 2;
/** A last column of words is wrapped before the table is cut into two. */
const roomLeast = 24;

/**
 * Rows as aligned columns that are no wider than the page: words of the last column go on below, and a table that is still too
 * wide is cut into several, each behind the first `lead` columns.
 */
export function tables(
  rows: readonly (readonly string[])[],
  sides: string,
  { width, lead = 1 }: { readonly width: number; readonly lead?: number },
): readonly string[] {
  const widths = [...sides].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const last = sides.length - 1;
  const isOfWords = (columns: readonly number[]) => columns.at(-1) === last && sides[last] === "l";
  const needed = (columns: readonly number[]) =>
    columns.reduce((sum, column) => sum + gap + widths[column], -gap) -
    (isOfWords(columns) ? Math.max(0, widths[last] - roomLeast) : 0);
  const leads = Array.from({ length: lead }, (_, column) => column);
  const groups: number[][] = [[...leads]];
  for (let column = lead; column <= last; column++) {
    const group = groups.at(-1)!;
    if (group.length > lead && needed([...group, column]) > width) groups.push([...leads, column]);
    else group.push(column);
  }
  return groups.flatMap((group, at) => {
    const own = group.map((column) => sides[column]).join("");
    const isAlone = group.length === lead + 1 && needed(group) > width;
    return [
      ...(at === 0 ? [] : [""]),
      ...wrapped(
        rows.map((row) => group.map((column) => row[column] ?? "")),
        isAlone ? `${own.slice(0, -1)}l` : own,
        width,
      ),
    ];
  });
}

/** Rows whose last cell goes on below itself where it is too long. */
function wrapped(rows: readonly (readonly string[])[], sides: string, width: number): readonly string[] {
  const lines = columns(rows, sides);
  if (!sides.endsWith("l")) return lines;
  const leads = columns(
    rows.map((row) => [...row.slice(0, -1), ""]),
    sides,
  );
  const edge = Math.max(...leads.map(({ length }) => length)) + gap;
  return lines.flatMap((line, at) =>
    line.length <= width ? [line] : hanging(leads[at].padEnd(edge), rows[at].at(-1)!, width),
  );
}

/** Lines moved to the right. */
export function indent(lines: readonly string[], by = 2): readonly string[] {
  return lines.map((line) => (line === "" ? line : " ".repeat(by) + line));
}

/** Text of which the middle is left out where it is wider: what tells items of a bill apart stands at their end. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor(width / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}

/** Text cut to `width`, with an ellipsis where something is missing. */
export function clipped(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
