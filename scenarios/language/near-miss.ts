import leven from "leven";

/** The known word that a misspelt one was probably meant to be; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const allowed = word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3)); // two letters swapped are two edits
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of known) {
    const distance = leven(word.toLowerCase(), candidate.toLowerCase(), { maxDistance: bestDistance });
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** The hint for a word that is none of the known ones. */
export function didYouMean(word: unknown, known: readonly string[]): string | undefined {
  const near = typeof word === "string" ? nearest(word.slice(0, wordMax), known) : undefined;
  return near === undefined ? undefined : `did you mean ${near}?`;
}

/** Longer words are near nothing; the distance takes quadratic time. */
const wordMax = 100;
