import leven from "leven";

/** Longer words are near nothing, and the distance takes quadratic time. */
const wordMax = 100;

/** A part that is shorter, in letters and as a share of the whole, says too little. */
const partMin = { letters: 4, share: 1 / 3 };

/** The known word that a misspelt one was probably meant to be; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > wordMax) return undefined;
  return nearestByEdits(word, known) ?? onlyOneWithin(word, known);
}

function nearestByEdits(word: string, known: readonly string[]): string | undefined {
  const allowed = word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3)); // two letters swapped are two edits
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of known) {
    const distance = leven(word.toLowerCase(), candidate.toLowerCase(), { maxDistance: bestDistance });
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** The only known word that is a part of this one, or that it is a part of: `lower` of lowerBound, `step-scaling` of step. */
function onlyOneWithin(word: string, known: readonly string[]): string | undefined {
  const isPart = (part: string, whole: string) =>
    part.length >= Math.max(partMin.letters, partMin.share * whole.length) &&
    whole.toLowerCase().includes(part.toLowerCase());
  const [only, ...others] = known.filter((candidate) => isPart(word, candidate) || isPart(candidate, word));
  return others.length === 0 ? only : undefined;
}

/** The hint for a word that is none of the known ones. */
export function didYouMean(word: unknown, known: readonly string[]): string | undefined {
  const near = typeof word === "string" ? nearest(word, known) : undefined;
  return near === undefined ? undefined : `did you mean ${near}?`;
}
