import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PriceBook } from "../cost/price-book.js";

/** The root of the installed package: the nearest folder above this file that has a package.json. */
const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
})();

/** The folder of the scenarios that are shipped with the package, which any scenario may extend. */
export const shippedScenarios: string = join(packageRoot, "scenarios");

/** The folder of the sizing files that are shipped with the package, which any sizing file may extend. */
export const shippedSizings: string = join(shippedScenarios, "sizing");

/** The price list that is shipped with the package. */
const priceBookFile: string = join(packageRoot, "sim", "cost", "prices", "aws.csv");

/** The same, parsed by the build. */
const builtPriceBook: string = join(packageRoot, "dist", "sim", "cost", "prices", "aws.json");

/** The version of the installed package. */
export function packageVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  return version;
}

let book: PriceBook | null = null;
let digest: string | null = null;

/** The price book that is shipped with the package, read once. */
export function shippedPrices(): PriceBook {
  book ??= new PriceBook(JSON.parse(readFileSync(builtPriceBook, "utf8")));
  return book;
}

/** Tells one shipped price book from another. */
export function priceBookDigest(): string {
  digest ??= createHash("sha256").update(readFileSync(priceBookFile)).digest("hex").slice(0, 16);
  return digest;
}

/** The script of HTML reports, which the build puts into `dist`. */
export function pageScript(): string {
  return readFileSync(join(packageRoot, "dist", "reports", "html", "client.js"), "utf8");
}
