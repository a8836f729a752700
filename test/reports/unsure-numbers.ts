const number = String.raw`[−+]?\$?[\d,]+(?:\.\d+)?(?:e-?\d+)?`;
const unit = String.raw`(?:\s?(?:ms|s|min|h|days|%|μs)(?![a-z]))?`;
const form = (text: string) =>
  new RegExp(text.replaceAll("N", number).replaceAll("U", unit).replaceAll(" ", "\\s+"), "g");

/** Ways in which a page says how sure a number is: all that such a form has stands for itself. */
const sure: readonly RegExp[] = [
  form("NU(?: / (?:month|run|day|\\d+ days))? ± NU"),
  form("NU(?: / [a-z]+)? \\(NU?(?:–| to )NU(?: / day)?\\)"),
  form("NU(?: / day)? \\(at most N[^()]*, 95 %\\)"),
  form("NU bounds NU and NU"),
  form("at (?:least|most) NU"),
  // A table has the interval, and where one run falls, in columns of their own; a range says itself how sure it is.
  form("NU(?: \\|)? N–NU"),
  form("N–NU"),
];

/** What no replication estimates: what was asked for, what one run showed, how many there were, and what a choice is called. */
const facts: readonly RegExp[] = [
  /seed \d+/g,
  /digest `?[0-9a-f]+`?/g,
  /differs in \d+ of \d+ pairs/g,
  /longest breach \S+ min/g,
  /\d+ of at most \d+ replications spent/g,
  /after \d+( to \d+)? replications/g,
  /Nearest comes [^.]*\.\S+/g,
  /[:│] 0\s/g, // in every pair
  // Of the demand of the first replication, and of a warning that tells in how few of them a quantile can be told.
  /index of dispersion of [^;]*;/g,
  /as if \S+ independent requests/g,
  // The slowest of all days that were simulated for a month.
  /max +[\d.]+ s\s/g,
  // Likely reasons hold the measured run against one simulation of its arrivals.
  /of the [\d,]+ that the prediction had\s+\(\S+ % off\)/g,
  /[\d.]+ % were predicted/g,
];

/** A canary's plan: how many answers a rise asks for is a choice, and how often the test then finds one stands beside it with its interval. */
export const planned: readonly RegExp[] = [
  /[\d,]+\s+in\s+[\d.]+\s+(s|min|h|days)(?![a-z])(\s+\|?\s*[\d.]+\s+%)?/g,
  /needs\s+[\d.]+\s+(s|min|h|days)\s+more/g,
  /a\s+share\s+of\s+[\d.]+\s+%/g,
  /§\s+\|?\s*\+[\d.]+\s+%\s+\|?\s*(too short|long enough)/g,
  /the\s+\d+\s+slowest\s+waves/g,
  /Time until a rise of p99.*?(?=\n\n)/gs,
];

/** Where quantity and amount are equally sure, since the price is certain, a row ends with how sure both are. */
const sureRow = /± [\d.,e-]+ %( \|)?$/;
/** What is drawn of the first run. */
const drawn = /[▁▂▃▄▅▆▇]/;

/** The words of a page without what says itself how sure it is, and without what is known to say it elsewhere. */
function words(page: string, elsewhere: readonly RegExp[]): readonly string[] {
  const lines = page.split("\n").filter((line) => !sureRow.test(line) && !drawn.test(line));
  const text = [...facts, ...sure, ...elsewhere].reduce((left, form) => left.replace(form, " § "), lines.join("\n"));
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
