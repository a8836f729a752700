/** What a terminal or a reader's eye would obey: control characters, line separators, marks and overrides of direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const obeyed = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text whose characters all show and none acts: the others are written as JSON would. */
export function visible(text: string): string {
  return text.replace(obeyed, (character) => short[character] ?? escaped(character));
}

/** JSON or YAML in which no such character stands as itself, but for line breaks; in double quotes it means the same. */
export function visibleDocument(document: string): string {
  return document.replace(obeyed, (character) => (character === "\n" ? character : escaped(character)));
}

/** Whether a text has a character that acts. */
export function acts(text: string): boolean {
  return visible(text) !== text;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
