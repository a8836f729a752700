// Makes chatbot-hour.ndjson of the folder of a sweep: see chatbot-hour.ts for the commands.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [, , folder] = process.argv;
const { axes, points, replications, version } = JSON.parse(readFileSync(join(folder, "sweep.json"), "utf8"));
const lines = readFileSync(join(folder, "samples.ndjson"), "utf8").trimEnd().split("\n");
const samples = lines.map((line) => JSON.parse(line)); // one worker: in the order of the combinations
const short = (value) => (typeof value === "number" ? Number(value.toPrecision(9)) : value);
const kept = points.map(({ values, cost }, at) => {
  const own = samples.slice(at * replications, (at + 1) * replications);
  const costs = own.map(({ readings }) => readings["cost.perMonthUsd"][0]);
  if (own.some(({ index }, place) => index !== place)) throw new Error(`${values}: not in order`);
  const isOf = cost.perMonthUsd.low <= Math.max(...costs) && cost.perMonthUsd.high >= Math.min(...costs);
  if (!isOf) throw new Error(`${values}: of another combination`);
  const runs = own.map(({ scores }, place) => [
    costs[place],
    ...scores.map(([value, event, , , ...quantile]) => [value, event, ...quantile]),
  ]);
  return { values, runs: runs.map((run) => run.map((each) => (Array.isArray(each) ? each.map(short) : short(each)))) };
});
const head = { version, replications, axes, strata: [...new Set(samples.map(({ stratum }) => stratum))] };
const text = [head, ...kept].map((each) => JSON.stringify(each)).join("\n");
writeFileSync(new URL("chatbot-hour.ndjson", import.meta.url), `${text}\n`);
