import { test } from "vitest";
import { expectTheory } from "./expect-theory.js";
import { observe } from "./station.js";
import { ms } from "./work.js";

/**
 * Pauses that come at random are customers of their own that interrupt all others: M/G/1 with preemptive resume, where
 * T = S / (1 − ρ₁) + R / ((1 − ρ₁)(1 − ρ₁ − ρ₂)) and R = (λ₁·E[S₁²] + λ₂·E[S₂²]) / 2 (Kleinrock, Queueing Systems II, 3.6).
 */
test("pauses at random make requests wait as customers of a higher priority do", () => {
  const [pause, service] = [
    { rate: 1 / 3_000, time: 60, square: 60 ** 2 },
    { rate: 0.05, time: 10, square: 2 * 10 ** 2 },
  ];
  const rest = (pause.rate * pause.square + service.rate * service.square) / 2;
  const [paused, busy] = [pause, service].map(({ rate, time }) => rate * time);
  const theory = service.time / (1 - paused) + rest / ((1 - paused) * (1 - paused - busy));
  const { time } = observe({
    rate: 1_000 * service.rate,
    steps: "[{ cpu: { kind: exponential, mean: 10ms } }]",
    task: "discipline: event-loop, maxConcurrent: 100000, pauses: { every: { kind: exponential, mean: 3s }, lasts: 60ms }",
    requests: 250_000,
  });
  expectTheory(time, theory * ms, 0.05);
});
