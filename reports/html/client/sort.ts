/** Sorts a table by the column whose title is pressed; pressed again, the other way round. */
export function makeSortable(table: HTMLTableElement): void {
  const titles = [...table.tHead!.rows[0].cells];
  for (const [column, title] of titles.entries()) {
    title.querySelector("button")!.addEventListener("click", () => {
      const isRising = title.getAttribute("aria-sort") !== "ascending";
      for (const other of titles) other.removeAttribute("aria-sort");
      title.setAttribute("aria-sort", isRising ? "ascending" : "descending");
      const [body] = table.tBodies;
      const rows = [...body.rows].sort((a, b) => compare(a.cells[column], b.cells[column]));
      body.append(...(isRising ? rows : rows.reverse()));
    });
  }
}

/** Compares by the cell's sort value, else by the number at its beginning, else by its words. */
function compare(a: HTMLTableCellElement, b: HTMLTableCellElement): number {
  const [x, y] = [a, b].map(numberOf);
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a.textContent!.localeCompare(b.textContent!, "en", { numeric: true });
}

const sizes: readonly (readonly [RegExp, number])[] = [
  [/\d\s*ms\b/, 1e-3],
  [/\d\s*min\b/, 60],
  [/\d\s*h\b/, 3600],
  [/\d\s*days?\b/, 86_400],
];

function numberOf(cell: HTMLTableCellElement): number {
  if (cell.dataset.by !== undefined) return Number(cell.dataset.by);
  const words = cell.textContent!.trim();
  const [, number] = /^[−-]?\$?(\d[\d,.]*)/.exec(words) ?? [];
  if (number === undefined) return Number.NaN;
  const scale = sizes.find(([pattern]) => pattern.test(words.slice(0, number.length + 6)))?.[1] ?? 1;
  return Number(number.replaceAll(",", "")) * scale * (/^[−-]/.test(words) ? -1 : 1);
}
