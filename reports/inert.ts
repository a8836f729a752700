import { visible, visibleDocument } from "../scenarios/language/visible.js";
import type { Reporter } from "./reporter.js";

/** Fields with free text of a person: in Markdown none of it may act as markup. */
const prose = new Set(["about", "document", "why", "variant", "aborted", "label"]);

/** Writes a text of a result, by its key, so that it acts on nobody who reads the format. */
type Escape = (text: string, key: string) => string;

const escapes: Readonly<Record<string, Escape>> = {
  text: onOneLine,
  junit: wellFormed,
  prometheus: wellFormed,
  openmetrics: wellFormed,
  otlp: wellFormed,
  /** Text that begins like a formula would be one in a spreadsheet. */
  csv: (text) => onOneLine(text).replace(/^(?=[=+\-@])/, "'"),
  markdown: (text, key) => (prose.has(key) ? withoutMarkup : withoutTags)(onOneLine(text)),
};

/** A reporter that prints no control character, no override of direction, and no markup of a scenario's own. */
export function inert<Result>(reporter: Reporter<Result>): Reporter<Result> {
  const { format } = reporter;
  const own = escapes[format];
  if (own === undefined) return { format, print: (...args) => visibleDocument(reporter.print(...args)) };
  return { format, print: (result, options) => reporter.print(withTexts(result, own), options) };
}

/** A copy of a result with every text escaped; numbers and names of keys are as they were. */
export function withTexts<Value>(value: Value, written: Escape, key = ""): Value {
  if (typeof value === "string") return written(value, key) as Value;
  if (Array.isArray(value)) {
    return (typeof value[0] === "number" ? value : value.map((each) => withTexts(each, written, key))) as Value;
  }
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, withTexts(each, written, name)]);
  return Object.fromEntries(entries) as Value;
}

/** Line breaks and tabs are spaces of a paragraph. */
function onOneLine(text: string): string {
  return visible(text.replace(/\s*[\r\n]+\s*|\t/g, " "));
}

/** Without what XML 1.0 and Protocol Buffers have no place for: half a pair of surrogates, and two that are no characters. */
export function wellFormed(text: string): string {
  return onOneLine(text).replace(/[\ud800-\udfff\ufffe\uffff]/gu, "\ufffd");
}

function withoutMarkup(text: string): string {
  return text.replace(/[\\`*_[\]<>#~&]/g, "\\$&").replace(/^\s*(?=[-+])/, "\\");
}

/** Objectives keep their `<=`. */
function withoutTags(text: string): string {
  return text.replace(/<(?=[a-z/!?])/gi, "&lt;");
}
