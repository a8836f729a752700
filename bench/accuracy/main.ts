import { accuracyOfServers } from "./servers.js";
import { calibrate, isWithin, loads, quantiles, type Trial, trial } from "./trial.js";

const runs = 5;
/** Largest number of runs at one load, including those that were not measured because the generator was the limit. */
const attemptsMax = 10;

const percent = (share: number) => `${share > 0 ? "+" : ""}${(100 * share).toFixed(1)} %`;

const [what, ...chosen] = process.argv.slice(2);
if (what === undefined) accuracyOfFleet();
else if (what === "servers") await accuracyOfServers(chosen);
else throw new Error(`expected nothing, or servers, got ${what}`);

/** Compares predictions with a local fleet that does what its scenario says, at three loads. */
function accuracyOfFleet(): void {
  const latency = calibrate(1000);
  process.stdout.write(`calibrated once at 30 %: network and balancer add ${latency.toFixed(2)} ms\n\n`);
  process.stdout.write("load        seed  quantile  predicted   measured     error   without queues\n");
  for (const load of loads) {
    const hits = { p50: 0, p95: 0, p99: 0 };
    const blindHits = { p50: 0, p95: 0, p99: 0 };
    let done = 0;
    for (let seed = 1; done < runs && seed <= attemptsMax; seed++) {
      const found = trial(load, seed, latency);
      if (found === null) {
        process.stdout.write(`${load}  ${`${seed}`.padStart(4)}  not measured: the generator was the limit\n`);
        continue;
      }
      done++;
      for (const quantile of quantiles) {
        process.stdout.write(`${load}  ${`${seed}`.padStart(4)}  ${quantile.padEnd(8)}  ${line(found[quantile])}\n`);
        hits[quantile] += Number(isWithin(quantile, found[quantile].error));
        blindHits[quantile] += Number(isWithin(quantile, found[quantile].queueBlindError));
      }
    }
    const summary = quantiles.map((quantile) => `${quantile} ${hits[quantile]} of ${done}`).join(", ");
    const blind = quantiles.map((quantile) => `${quantile} ${blindHits[quantile]} of ${done}`).join(", ");
    process.stdout.write(`${load}  within their bands: ${summary}; without queues: ${blind}\n\n`);
  }
}

function line({ paired, measured, error, queueBlindError }: Trial): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(9);
  return `${ms(paired)}  ${ms(measured)}  ${percent(error).padStart(8)}  ${percent(queueBlindError).padStart(8)}`;
}
