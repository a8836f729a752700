import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { minute } from "../../scenarios/language/units/time.js";
import { MinuteLog } from "../../sim/facts/minute-log.js";
import { Recorder } from "../../sim/facts/recorder.js";
import { defineService } from "../../sim/services/kind.js";
import { requestsOf } from "../../sim/services/request/demand-recorders.js";
import { unseen } from "./unseen.js";

/** What a file in `sim/services` would hold: a kind of service that answers each unit of work after a delay. */
export const echo = defineService({
  kind: "echo",
  about: "Answers each unit of work after a delay.",
  shape: z.strictObject({ delay: duration().prefault("10ms") }),
  isDrivable: false,
  rules: [],
  assumptions: ({ delay }) => [[`an echo takes ${delay / 1_000} ms, however many come`]],
  create({ delay }, { name, simulation, clock, limits }) {
    const recorder = new Recorder();
    const log = new MinuteLog(recorder, Math.ceil(clock.duration / minute), limits);
    let [inFlight, unfinished] = [0, 0];
    const answered = simulation.event("echo", (isReported) => {
      inFlight--;
      unfinished -= isReported;
      if (isReported) recorder.answer(delay, false);
    });
    return {
      name,
      fleet: null,
      get inFlight() {
        return inFlight;
      },
      begin() {},
      end: () => log.close(0, { desired: 0, running: 0, spot: 0, cpu: Number.NaN, memory: Number.NaN }),
      open(demand) {
        const alarm = simulation.alarm(`arrival of ${demand.name}`, () => {
          demand.take(new Int32Array(8), 0);
          const isReported = Number(simulation.now >= 0);
          recorder.arrived += isReported;
          unfinished += isReported;
          inFlight++;
          simulation.after(delay, answered, isReported);
          simulation.ring(alarm, demand.nextAt - simulation.now);
        });
        simulation.ring(alarm, demand.nextAt - simulation.now);
      },
      result() {
        log.addRest();
        const minutes = { ...log.minutes, within: log.within };
        const requests = { ...requestsOf(recorder), unfinished };
        return { ...unseen, requests, latency: recorder.latency.snapshot(), minutes };
      },
    };
  },
});
