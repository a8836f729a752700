import fc from "fast-check";
import { expect, test } from "vitest";
import { Path } from "./path.js";

const durations = fc.nat(40).map((milliseconds) => `${milliseconds}ms`);
const steps = fc.array(
  fc.oneof(
    durations.map((cpu) => ({ cpu })),
    durations.map((wait) => ({ wait })),
  ),
  { minLength: 1, maxLength: 4 },
);
const request = fc.record(
  {
    steps,
    writes: fc.nat(3),
    timeout: fc.constantFrom("5ms", "30ms", "100ms"),
    cancelOnDisconnect: fc.boolean(),
    memory: fc.constantFrom("0 MiB", "10 MiB"),
    retries: fc.constantFrom(
      { attempts: 1, backoff: { initial: "1ms" } },
      { attempts: 3, on: ["5xx"], backoff: { initial: "20ms" } },
    ),
  },
  { requiredKeys: ["steps"] },
);
const task = fc.record({
  maxConcurrent: fc.integer({ min: 1, max: 5 }),
  queue: fc.nat(4),
  discipline: fc.constantFrom("processor-sharing", "event-loop"),
});
const instants = fc.array(fc.nat(300), { maxLength: 80, size: "max" }).map((times) => times.sort((a, b) => a - b));
const death = fc.record({ at: fc.nat(400), task: fc.nat(2), sheds: fc.boolean() });
const acknowledge = fc.constantFrom("buffered" as const, "durable" as const);

test("every request ends exactly once, and nothing is left behind, whoever dies, times out or is turned away", () => {
  fc.assert(
    fc.property(request, task, instants, fc.array(death, { maxLength: 6 }), acknowledge, (...options) => {
      const [request, task, arrivals, deaths, acknowledge] = options;
      const path = new Path({ request, task, arrivals, acknowledge, tasks: 3 });
      for (const { at, task, sheds } of deaths) {
        path.at(at, () => {
          path.kill(task);
          path.open(task);
          path.degradation.enter({ level: 1, cpuFactor: 0.5, shed: sheds ? 0.5 : 0 });
        });
      }
      for (const at of [50, 200, 401, 10_000]) {
        const ends = path.until(at).ends.reduce((sum, count) => sum + count, 0);
        expect(ends).toBe(path.recorder.arrived);
      }
      expect(path.recorder.arrived).toBe(arrivals.length);
      expect([path.requests.length, path.service.unfinished()]).toEqual([0, 0]);
      expect(path.isEven(3)).toBe(true);
      for (const task of [0, 1, 2]) {
        expect([path.servers.busy(task), path.servers.queues[task].length, path.servers.cpus[task].length]).toEqual([
          0, 0, 0,
        ]);
        expect(path.servers.heldMib[task]).toBe(256);
      }
    }),
    { numRuns: 300 },
  );
});
