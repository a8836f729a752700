// How far a run of one and the same server lies by chance from a prediction that knows its arrivals and its work exactly:
// node docs/studies/calibration/noise.mjs. One server in order of arrival, lognormal work (sigma 0.5), busy for 80 % of the
// time; p99 of a run is held against one other run of the same arrivals, and against the mean of 20 of them.
const pairs = 180;
const draws = 20;
const busy = 0.8;

for (const workMs of [4, 2.5]) {
  for (const minutes of [2, 5]) {
    const errors = Array.from({ length: pairs }, (_, pair) => errorsOf(pair, workMs / 1_000, minutes));
    const scatter = Math.sqrt(errors.reduce((sum, { ofOne }) => sum + Math.log(1 + ofOne) ** 2, 0) / pairs / 2);
    console.log(
      `${workMs} ms of work, ${minutes} min: p99 of a run scatters by ${(100 * scatter).toFixed(1)} %; within 10 % of another ` +
        `run in ${within(errors.map(({ ofOne }) => ofOne))} %, of the mean of ${draws} in ${within(errors.map(({ ofMean }) => ofMean))} %`,
    );
  }
}

function errorsOf(pair, work, minutes) {
  const arrivals = poisson(random(7_919 * (pair + 1)), busy / work, 60 * minutes);
  const [run, ...others] = Array.from({ length: 1 + draws }, (_, i) =>
    p99(arrivals, work, random(1_000 * pair + i + 1)),
  );
  return { ofOne: run / others[0] - 1, ofMean: run / (others.reduce((sum, one) => sum + one, 0) / draws) - 1 };
}

function within(errors) {
  return Math.round((100 * errors.filter((error) => Math.abs(error) <= 0.1).length) / errors.length);
}

function p99(arrivals, work, draw) {
  let free = 0;
  const sojourns = arrivals.map((at) => {
    free = Math.max(at, free) + work * Math.exp(0.5 * normal(draw) - 0.125);
    return free - at;
  });
  return sojourns.sort()[Math.floor(0.99 * sojourns.length)];
}

function poisson(draw, rate, seconds) {
  const times = [];
  let at = 0;
  while (at < seconds) {
    times.push(at);
    at -= Math.log(1 - draw()) / rate;
  }
  return Float64Array.from(times);
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
