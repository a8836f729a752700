import { request } from "node:http";
import { TargetUnreachable } from "../../../dist/harness/generator/driver.js";
import { serve } from "../../../dist/harness/generator/serve.js";

/** A minimal driver. The target's path chooses how it misbehaves: `/blocked` or `/mortal`. */
function createTinyDriver({ target, now, recorder }) {
  let inFlight = 0;
  let released = 0;
  const end = (planned, sentAt, status) => {
    inFlight--;
    const isAnswered = status === 200;
    recorder.record(planned, {
      ending: isAnswered ? "answered" : "reset",
      status,
      cause: isAnswered ? null : "interrupted",
      degraded: false,
      attempts: 1,
      sentAt,
      lastSentAt: sentAt,
      endedAt: now(),
    });
  };
  const send = (planned) => {
    const sentAt = now();
    const sent = request(target, { method: "POST", headers: { "x-fleetcast-id": planned.id } });
    sent.on("response", (response) => response.resume().on("end", () => end(planned, sentAt, response.statusCode)));
    sent.on("error", () => end(planned, sentAt, null));
    sent.end();
  };
  return {
    counters: { opened: 1 },
    get inFlight() {
      return inFlight;
    },
    async open() {
      if (target.port === "1") throw new TargetUnreachable(`${target.host} refuses connections; is it running?`);
    },
    release(planned) {
      inFlight++;
      released++;
      if (target.pathname === "/mortal" && released === 10) process.kill(process.pid, "SIGKILL");
      if (target.pathname === "/blocked") for (const until = now() + 8_000; now() < until; );
      send(planned);
    },
    async close() {},
  };
}

serve({ request: createTinyDriver, session: createTinyDriver });
