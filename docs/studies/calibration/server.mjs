// Three servers that no scenario describes: node docs/studies/calibration/server.mjs <slots | cpu | pauses> <port>
import { createServer } from "node:http";

const [kind, port = "0"] = process.argv.slice(2);

const answers = {
  /** Six requests at a time, each waits for 25 ms and computes for 0.3 ms. */
  slots: limited(6, (done) => setTimeout(() => done(compute(0.3)), 25)),
  /** One after the other, for 2.5 ms of CPU on average, lognormal. */
  cpu: (done) => done(compute(2.2 * Math.exp(0.5 * normal()))),
  /** One after the other, for 3 ms; and every 5 s nothing happens for 60 ms. */
  pauses: (done) => done(compute(3)),
};
if (!Object.hasOwn(answers, kind)) throw new Error(`expected one of ${Object.keys(answers).join(", ")}, got ${kind}`);
if (kind === "pauses") setInterval(() => compute(60), 5_000);

const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
  request.resume();
  answers[kind](() => response.writeHead(200, { "content-type": "text/plain", "content-length": 3 }).end("ok\n"));
});
server.listen({ port: Number(port), host: "127.0.0.1" }, () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);

/** Keeps the event loop busy for so many milliseconds by the clock, whatever the speed of the machine is at that moment. */
function compute(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

function limited(slots, work) {
  const queue = [];
  let busy = 0;
  const next = () => {
    if (busy === slots || queue.length === 0) return;
    busy++;
    const done = queue.shift();
    work(() => {
      busy--;
      done();
      next();
    });
  };
  return (done) => {
    queue.push(done);
    next();
  };
}

function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
