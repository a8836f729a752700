const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/** One digest of all replications, in the order given (that of their seeds): 64-bit FNV-1a over their hex texts. */
export function combineDigests(digests: readonly string[]): string {
  let hash = offsetBasis;
  for (const character of digests.map((digest) => `${digest}\n`).join("")) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.charCodeAt(0))) * prime);
  }
  return hash.toString(16).padStart(16, "0");
}
