/** A field's name as words: "queueFull" is "queue full". */
export function nameWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
