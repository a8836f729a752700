import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { minute } from "../../scenarios/language/units/time.js";
import { Recorder } from "../../sim/facts/recorder.js";
import { RequestMinutes } from "../../sim/facts/request-minutes.js";
import { columnsOf } from "../../sim/facts/service-metrics.js";
import { defineService } from "../../sim/services/kind.js";
import { requestFacts } from "../../sim/services/request-facts.js";

const aspects = ["requests", "latency"] as const;

/** What a file in `sim/services` would hold: a kind of service that answers each unit of work after a delay. */
export const echo = defineService({
  kind: "echo",
  about: "Answers each unit of work after a delay.",
  shape: z.strictObject({ delay: duration().prefault("10ms") }),
  isDrivable: false,
  aspects,
  rules: [],
  assumptions: ({ delay }) => [[`an echo takes ${delay / 1_000} ms, however many come`]],
  create({ delay }, { name, simulation, clock, limits }) {
    const recorder = new Recorder();
    const minutes = new RequestMinutes(recorder, columnsOf(aspects), Math.ceil(clock.duration / minute), limits);
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
      end: () => minutes.close(0, {}),
      get soFar() {
        return minutes.soFar;
      },
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
      facts() {
        minutes.addRest();
        const { columns, within } = minutes;
        const latency = { histogram: recorder.latency.snapshot(), longest: delay, within };
        return { kind: "echo", minutes: columns, demands: {}, requests: requestFacts(recorder, unfinished), latency };
      },
    };
  },
});
