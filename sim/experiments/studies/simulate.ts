import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatIssue } from "../../../scenarios/language/index.js";
import { parsePriceBook } from "../../cost/price-book.js";
import { type ReadScenario, readScenario } from "../../scenario/index.js";
import { price } from "../price.js";
import { replicate } from "../replicate.js";
import type { Simulate } from "./study.js";

/** Simulates the scenarios of a checkout, on all cores; `replications` overrides the number that a file states. */
export function simulator(root: string, replications: number | null, onRun: (words: string) => void): Simulate {
  const prices = parsePriceBook(readFileSync(join(root, "sim/cost/prices/aws.csv"), "utf8")).book;
  const load = (path: string) => ({ path, text: readFileSync(join(root, "scenarios", path), "utf8") });
  return async (scenario, { variant, set = [] } = {}) => {
    onRun([scenario, variant, ...set].filter(Boolean).join(" "));
    const settings = replications === null ? set : [...set, `replications=${replications}`];
    const read = readScenario(load(`${scenario}.yaml`), { load, prices, variant, set: settings });
    if (!read.ok) throw new Error(read.issues.map(formatIssue).join("\n"));
    return simulateAll(read);
  };
}

async function simulateAll(read: ReadScenario) {
  const { scenario, resolved, data } = read;
  return price(read, await replicate({ resolved, files: data.texts, replications: scenario.replications }));
}
