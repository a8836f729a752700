import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { parsePriceBook } from "./dist/sim/cost/price-book.js";

/** Writes the shipped price book as JSON beside the built code: it is read many times faster than the CSV that it is made from. */
const priceBook = {
  name: "price-book",
  generateBundle() {
    const { book } = parsePriceBook(readFileSync("sim/cost/prices/aws.csv", "utf8"));
    this.emitFile({ type: "asset", fileName: "sim/cost/prices/aws.json", source: JSON.stringify(book.rows) });
  },
};

/** A module that a process or a thread is started from, `new URL("./main.js", import.meta.url)`, is bundled as an entry of its own. */
const startedModules = {
  name: "started-modules",
  transform(code, id) {
    const bundled = code.replace(/new URL\("(\.[^"]+)", import\.meta\.url\)/g, (_, path) => {
      const module = resolve(dirname(id), path);
      const entry = this.emitFile({ type: "chunk", id: module, name: relative("dist", module).replace(/\.js$/, "") });
      return `new URL(import.meta.ROLLUP_FILE_URL_${entry})`;
    });
    return bundled === code ? null : { code: bundled, map: null }; // it has the same lines
  },
};

export default [
  // The script that pages carry in themselves: it draws charts and sorts tables, and needs no network.
  {
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
  },
  // The command: 600 modules in 40 files, since a module takes longer to find and open than to run. Packages stay as installed.
  {
    input: { sim: "dist/sim/cli/main.js" },
    platform: "node",
    external: /^[^./]/,
    plugins: [startedModules],
    output: { dir: "dist/bin", cleanDir: true, chunkFileNames: "chunks/[name].js", sourcemap: "hidden" },
  },
];
