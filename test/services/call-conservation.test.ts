import fc from "fast-check";
import { expect, test } from "vitest";
import { Chain } from "./chain.js";

const durations = fc.nat(40).map((milliseconds) => `${milliseconds}ms`);
const work = fc.oneof(
  durations.map((cpu) => ({ cpu })),
  durations.map((wait) => ({ wait })),
);
const retries = fc.constantFrom(
  { attempts: 1, backoff: { initial: "1ms" } },
  { attempts: 3, on: ["5xx"], backoff: { initial: "20ms" } },
  { attempts: 2, budget: "20 %", backoff: { initial: "50ms", jitter: "none" } },
);
const timeout = fc.constantFrom("5ms", "30ms", "100ms");
const callOf = (call: string) => fc.record({ call: fc.constant(call), timeout, retries }, { requiredKeys: ["call"] });
/** What a request does that may call these services. */
const requestCalling = (...services: readonly string[]) =>
  fc.record(
    {
      steps: fc.array(fc.oneof(work, ...services.map(callOf)), { minLength: 1, maxLength: 4 }),
      timeout,
      cancelOnDisconnect: fc.boolean(),
      memory: fc.constantFrom("0 MiB", "10 MiB"),
      retries,
    },
    { requiredKeys: ["steps"] },
  );
const task = fc.record({
  maxConcurrent: fc.integer({ min: 1, max: 5 }),
  queue: fc.nat(4),
  discipline: fc.constantFrom("processor-sharing", "event-loop"),
});
const services = fc.record({
  web: fc.record({ request: requestCalling("prices", "stock"), task }),
  prices: fc.record({ request: requestCalling("stock"), task }),
  stock: fc.record({ request: requestCalling(), task }),
});
const instants = fc.array(fc.nat(300), { maxLength: 60, size: "max" }).map((times) => times.sort((a, b) => a - b));
const death = fc.record({
  at: fc.nat(400),
  service: fc.constantFrom("web", "prices", "stock"),
  task: fc.nat(1),
  isSilent: fc.boolean(),
});

test("every request ends exactly once at each hop, and nothing is left behind, whoever dies, times out or tries again", () => {
  fc.assert(
    fc.property(services, instants, fc.array(death, { maxLength: 6 }), ({ web, ...links }, arrivals, deaths) => {
      const two = { tasks: 2 };
      const chain = new Chain(
        { ...web, ...two, arrivals },
        { prices: { ...links.prices, ...two }, stock: { ...links.stock, ...two } },
      );
      for (const { at, service, task, isSilent } of deaths) {
        const path = chain.of(service);
        chain.at(at, () => {
          if (isSilent) path.silence(task);
          else path.kill(task);
          path.open(task);
        });
      }
      for (const at of [50, 200, 401, 200_000]) {
        chain.until(at);
        for (const path of chain.paths.values()) {
          expect(path.ends.reduce((sum, count) => sum + count, 0)).toBe(path.recorder.arrived);
        }
      }
      expect(chain.of("web").recorder.arrived).toBe(arrivals.length);
      for (const path of chain.paths.values()) {
        expect([path.requests.length, path.service.unfinished()]).toEqual([0, 0]);
        for (const task of [0, 1]) {
          expect([path.servers.busy(task), path.servers.queues[task].length]).toEqual([0, 0]);
          expect(path.servers.heldMib[task]).toBe(path.definition.baseMemoryMib);
        }
        expect(path.isEven(2)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
