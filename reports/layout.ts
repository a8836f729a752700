/** Columns that a report may use. */
export const pageWidth = 100;

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
export function hanging(lead: string, text: string, width = pageWidth): readonly string[] {
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

/** Lines moved to the right. */
export function indent(lines: readonly string[], by = 2): readonly string[] {
  return lines.map((line) => (line === "" ? line : " ".repeat(by) + line));
}

/** Text cut to `width`, with an ellipsis where something is missing. */
export function clipped(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
