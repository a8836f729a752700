import type { Chart } from "../charts/chart.js";

/** Tone of a statement; colors and symbols follow from it. */
export type Tone = "good" | "bad" | "open" | "plain";

/** A part of a page, without a word of HTML: every page is a list of them. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "text"; readonly text: string; readonly tone?: Tone }
  | { readonly kind: "cards"; readonly cards: readonly Card[] }
  | TableBlock
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "facts"; readonly facts: readonly (readonly [topic: string, words: string])[] }
  | { readonly kind: "charts"; readonly charts: readonly Chart[] }
  | { readonly kind: "command"; readonly text: string }
  | { readonly kind: "folded"; readonly title: string; readonly blocks: readonly Block[] };

/** A figure that is read first. */
export interface Card {
  readonly title: string;
  readonly words: string;
  readonly tone?: Tone;
}

/** A table that can be sorted by a column and copied into a spreadsheet. */
export interface TableBlock {
  readonly kind: "table";
  readonly caption: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns of numbers, which lean to the right. */
  readonly numbers?: readonly number[];
}

/** Words, or words with what they are sorted by and how good they are. */
export type Cell = string | { readonly words: string; readonly by?: number; readonly tone?: Tone };
