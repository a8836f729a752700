// How far two runs of one and the same server lie apart by chance: node docs/studies/calibration/noise.mjs
// One server in order of arrival, 4 ms of lognormal work (sigma 0.5), 200 requests/s; each pair has the same arrivals.
const pairs = 180;

for (const minutes of [2, 5, 10]) {
  const ratios = Array.from({ length: pairs }, (_, pair) => {
    const arrivals = poisson(random(7_919 * (pair + 1)), 200, 60 * minutes);
    return p99(arrivals, random(2 * pair + 1)) / p99(arrivals, random(2 * pair + 2));
  });
  const within = ratios.filter((ratio) => Math.abs(ratio - 1) <= 0.1).length;
  const deviation = Math.sqrt(ratios.reduce((sum, ratio) => sum + Math.log(ratio) ** 2, 0) / pairs / 2);
  console.log(
    `${minutes} min: p99 of a run scatters by ${(100 * deviation).toFixed(1)} %, two are within 10 % in ${Math.round((100 * within) / pairs)} %`,
  );
}

function p99(arrivals, draw) {
  let free = 0;
  const sojourns = arrivals.map((at) => {
    free = Math.max(at, free) + 0.004 * Math.exp(0.5 * normal(draw) - 0.125);
    return free - at;
  });
  return sojourns.sort((a, b) => a - b)[Math.floor(0.99 * sojourns.length)];
}

function poisson(draw, rate, seconds) {
  const times = [];
  let at = 0;
  while (at < seconds) {
    times.push(at);
    at -= Math.log(1 - draw()) / rate;
  }
  return times;
}

function normal(draw) {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** mulberry32. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
