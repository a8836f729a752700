/** Scrambles 32 bits so that every input bit moves every output bit (the finalizer of MurmurHash3). */
export function scramble(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A 32-bit hash of a text, one of a family that `lane` numbers (FNV-1a with a scrambled start and end). */
export function hashText(text: string, lane: number): number {
  let h = scramble(0x811c9dc5 + lane);
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return scramble(h ^ text.length);
}
