import { readFileSync } from "node:fs";
import { parsePriceBook } from "./dist/sim/cost/price-book.js";

/** Writes the shipped price book as JSON beside the built code: it is read many times faster than the CSV that it is made from. */
const priceBook = {
  name: "price-book",
  generateBundle() {
    const { book } = parsePriceBook(readFileSync("sim/cost/prices/aws.csv", "utf8"));
    this.emitFile({ type: "asset", fileName: "sim/cost/prices/aws.json", source: JSON.stringify(book.rows) });
  },
};

// Makes the script that pages carry in themselves: it draws charts and sorts tables, and needs no network.
export default {
  input: "reports/html/client/main.ts",
  platform: "browser",
  plugins: [priceBook],
  output: {
    dir: "dist",
    entryFileNames: "reports/html/client.js",
    format: "iife",
    minify: true,
    comments: { legal: true, annotation: false, jsdoc: false },
  },
};
