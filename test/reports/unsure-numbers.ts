const number = String.raw`[−+]?<?\$?[\d,]+(?:\.\d+)?(?:e-?\d+)?`;
const unit = String.raw`(?:\s?(?:ms|s|min|h|days|%|μs)(?![a-z]))?`;
const form = (text: string) =>
  new RegExp(text.replaceAll("N", number).replaceAll("U", unit).replaceAll(" ", "\\s+"), "g");

/** Ways in which a page says how sure a number is: all that such a form has stands for itself. */
const sure: readonly RegExp[] = [
  form("NU(?: (?:/|a) (?:month|run|day|\\d+ days))? ± NU"),
  form("NU(?: / [a-z]+)? \\(NU?(?:–| to )NU(?: / day)?\\)"),
  form("NU(?: / day)? \\(at most N[^()]*, 95 %\\)"),
  form("NU \\(at least NU\\)"),
  form("NU bounds NU and NU"),
  form("at (?:least|most) NU"),
  // A table has the interval, and where one run falls, in columns of their own; a range says itself how sure it is.
  form("NU(?: \\|)? N–NU"),
  form("N–NU"),
];

/** Numbers that differ between two seeds and have no interval, in the words that stand around them. */
interface Exception {
  readonly words: RegExp;
  /** Why none is due. */
  readonly because: string;
}

const exceptions: readonly Exception[] = [
  { words: /seed \d+|digest `?[0-9a-f]+`?/g, because: "they say what was run" },
  { words: /of the first run: [^\n]*/g, because: "the page says that it shows one run, and which" },
  {
    words: /that all runs showed: [^\n]*/g,
    because: "the page says that it counts what was seen, and estimates nothing",
  },
  { words: /differs in \d+ of \d+ pairs/g, because: "it counts the very pairs whose interval it explains" },
  {
    words: /\d+ of at most \d+ replications spent|after \d+( to \d+)? replications/g,
    because: "it counts what was simulated",
  },
  {
    words: /(?<=\|) \d+ (?=\| \$[\d.,]+ a month)|: \d+(?=;|\n)/g,
    because: "it counts the replications that a candidate got",
  },
  { words: /Nearest comes [^.]*\.\S+/g, because: "it names a combination" },
  { words: /[:│] 0\s|(?<=\|) 0 (?=\|)/g, because: "nothing differs in any pair, so that it is exactly nothing" },
  { words: /[\d.]+ min in the worst of \d+/g, because: "the page says that it is the worst of all runs" },
  {
    words: /index of dispersion of [^;]*\(in the\s+first\s+run\)/g,
    because: "the page says that it is of the first run",
  },
  { words: /as if \S+ independent requests/g, because: "it warns that an interval may be too narrow" },
  { words: /max +[\d.]+ s\s/g, because: "it is the slowest of all days that were simulated for a month" },
  {
    words: /of the\s+[\d,]+\s+that\s+one\s+simulation[^()]*\(\S+\s%\s+off\)|[\d.]+\s%\s+did\s+in\s+one\s+simulation/g,
    because: "the page says that it is of one simulation",
  },
];

/** What a canary's page tells of choices, some of which fall otherwise with another seed. */
export const planned: readonly RegExp[] = [/the\s+\d+\s+slowest\s+waves/g, /\d+ % (?=needs)/g];

/** Where quantity and amount are equally sure, since the price is certain, a row ends with how sure both are. */
const sureRow = /± [\d.,e-]+ %( \|)?$/;
const bars = /[▁▂▃▄▅▆▇█]+/g;

/** Without bars, and without the lines of those that a line below them says are of the first run. */
function undrawn(page: string): readonly string[] {
  const lines = page.split("\n");
  const last = lines.findLastIndex((line) => /^\s*first run\b/.test(line));
  return lines.filter((line, at) => at > last || line.search(bars) < 0).map((line) => line.replace(bars, ""));
}

/** The words of a page without what says itself how sure it is, and without what is known to say it elsewhere. */
function words(page: string, elsewhere: readonly RegExp[]): readonly string[] {
  const lines = undrawn(page).filter((line) => !sureRow.test(line));
  const text = [...exceptions.map(({ words }) => words), ...sure, ...elsewhere].reduce(
    (left, form) => left.replace(form, " § "),
    lines.join("\n"),
  );
  return text
    .replace(/[*:]/g, "")
    .split(/[\s|]+/)
    .filter(Boolean);
}

/**
 * The numbers of a page that another seed makes others, and that do not say how sure they are: each with the words around it. A
 * number that stands behind the same word in both is the same.
 */
export function unsureNumbers(page: string, ofOtherSeed: string, elsewhere: readonly RegExp[] = []): readonly string[] {
  const [own, other] = [page, ofOtherSeed].map((each) => words(each, elsewhere));
  const known = new Set(other.map((word, at) => `${other[at - 1]} ${word}`));
  return own.flatMap((word, at) => {
    if (!/\d/.test(word) || known.has(`${own[at - 1]} ${word}`)) return [];
    return [own.slice(Math.max(0, at - 6), at + 4).join(" ")];
  });
}
