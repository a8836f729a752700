/** ASCII substitutes of the other characters that pages use; levels of a chart are replaced by their height. */
const substitutes: Readonly<Record<string, string>> = {
  ...Object.fromEntries([..."▁▂▃▄▅▆▇█"].map((level, at) => [level, "._:-=+*#"[at]])),
  "│": "|",
  "·": "-",
  "–": "-",
  "−": "-",
  "±": "+-",
  "×": "x",
  "÷": "/",
  "∞": "inf",
  "…": "~",
  "✓": "+",
  "✗": "x",
  μ: "u",
};

const pattern = new RegExp(`[${Object.keys(substitutes).join("")}]`, "g");

/** A page for a terminal that has no other characters; what a scenario itself is called stays as it is written. */
export function ascii(page: string): string {
  return page.replace(pattern, (character) => substitutes[character]);
}

/** Whether a terminal says by its locale that it has no Unicode: where nothing is said, it has. */
export function isAscii({ LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((name) => name !== undefined && name !== "");
  return locale !== undefined && !/utf-?8/i.test(locale);
}
