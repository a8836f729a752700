/**
 * Characters that a terminal would act on or that mislead a reader: control characters, line separators, direction
 * marks and overrides.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const obeyed = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text in which all characters are visible: those above are written as JSON escapes. */
export function visible(text: string): string {
  return text.replace(obeyed, (character) => short[character] ?? escaped(character));
}

/**
 * JSON or YAML in which those characters are escaped, except for line breaks; within double quotes the meaning stays
 * the same.
 */
export function visibleDocument(document: string): string {
  return document.replace(obeyed, (character) => (character === "\n" ? character : escaped(character)));
}

/** Whether a text contains such a character. */
export function acts(text: string): boolean {
  return visible(text) !== text;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
