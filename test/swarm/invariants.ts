import { expect } from "vitest";
import type { Bill } from "../../sim/cost/bill.js";
import type { Replication } from "../../sim/outcome/replication.js";
import { endsOf, latencyOf, type WholeFacts } from "../support/simulate.js";

/** What holds of every replication of every scenario that ran to its end. */
export function expectInvariants(replication: Replication, bill: Bill): void {
  expect(replication.aborted).toBeNull();
  for (const service of Object.values(replication.services) as WholeFacts[]) {
    expectRequestsAddUp(service);
    if (service.cohorts !== undefined) expectCohortsAddUp(service);
    expectWritesAddUp(service);
    expectSharesAreShares(service);
  }
  expectTimeGoesForward(replication);
  expectBillAddsUp(bill);
}

function expectRequestsAddUp(service: WholeFacts): void {
  const { requests, minutes } = service;
  const { arrived, attempts, completed, degraded, unfinished, failedBy } = requests;
  expect(endsOf(service)).toBe(arrived);
  expect(attempts).toBeGreaterThanOrEqual(arrived);
  expect(Math.min(completed, degraded, unfinished, ...Object.values(failedBy))).toBeGreaterThanOrEqual(0);
  expect(latencyOf(service).count).toBe(completed + degraded + failedBy.timeout);
  expect(latencyOf(service).max).toBeLessThanOrEqual(service.latency.longest + 10); // each pause is rounded
  expect(sum(minutes.arrived)).toBe(arrived);
  expect(sum(minutes.completed)).toBe(completed);
  expect(sum(minutes.degraded)).toBe(degraded);
}

function expectCohortsAddUp({ cohorts, minutes, requests }: WholeFacts): void {
  const { canary, baseline, shadow } = cohorts;
  for (const cohort of [canary, baseline, shadow]) expect(endsOf(cohort)).toBe(cohort.requests.arrived);
  expect(sum(minutes.canaryArrived)).toBe(canary.requests.arrived);
  expect(canary.requests.arrived + baseline.requests.arrived).toBeLessThanOrEqual(requests.arrived);
  expect(cohorts.minutes).toBeLessThanOrEqual(minutes.arrived.length);
}

function expectWritesAddUp({ writes }: WholeFacts): void {
  const { accepted, flushed, deadLettered, lost, lostAtMost } = writes;
  expect(flushed + deadLettered + lost).toBe(accepted);
  expect(Math.min(flushed, deadLettered, lost, lostAtMost)).toBeGreaterThanOrEqual(0);
}

function expectSharesAreShares({ minutes, tasks }: WholeFacts): void {
  for (const cpu of minutes.cpu.filter((value) => !Number.isNaN(value))) {
    expect(cpu).toBeGreaterThanOrEqual(0);
    expect(cpu).toBeLessThanOrEqual(1 + 1e-9);
  }
  for (const [minute, running] of minutes.running.entries()) {
    expect(minutes.spot[minute]).toBeLessThanOrEqual(running);
  }
  expect(tasks.hours).toBeGreaterThanOrEqual(0);
}

function expectTimeGoesForward({ events, services }: Replication): void {
  const instants = events.map(({ at }) => at);
  expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  for (const { scaling } of Object.values(services) as WholeFacts[]) {
    for (const lag of scaling.lags) expect(lag).toBeGreaterThan(0);
  }
}

function expectBillAddsUp({ lines, totalUsd, perMonthUsd }: Bill): void {
  expect(lines.reduce((total, { usd }) => total + usd, 0)).toBe(totalUsd);
  expect(lines.reduce((total, line) => total + line.perMonthUsd!, 0)).toBe(perMonthUsd);
  for (const { usd, quantity } of lines) expect(Math.min(usd, quantity)).toBeGreaterThanOrEqual(0);
}

/** A task is billed from its image pull on and for a minute at least: never for less than it ran. */
export function expectAllRunningTimeIsBilled({ services, usage }: Replication, vcpu: number): void {
  const taskHours = Object.values(services).reduce((hours, service) => hours + (service.tasks?.hours ?? 0), 0);
  const vcpuTime = usage.readings
    .filter(({ meter }) => meter.startsWith("fargate-vcpu"))
    .reduce((time, { hourly }) => time + sum(hourly), 0);
  expect(vcpuTime / vcpu / 3600e6).toBeGreaterThanOrEqual(taskHours - 1e-9);
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
