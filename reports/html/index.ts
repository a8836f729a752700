import { visible } from "../../scenarios/language/visible.js";
import { htmlPage } from "./page.js";
import { type RunToDraw, runBlocks, runTitle } from "./run.js";

/** `report.html` of a run; `script` is the client that is built beside this. */
export function runPage(run: RunToDraw, script: string): string {
  return htmlPage({ title: visible(runTitle(run.outcome)), blocks: runBlocks(run), script });
}
