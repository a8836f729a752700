import type { Simulation } from "../../engine/simulation.js";
import { CloudWatch } from "../../facts/cloudwatch.js";
import { MetricFeed } from "../../facts/gauge.js";
import type { Instance } from "../../pool/instances/instance.js";
import type { InstanceGroup } from "../../pool/instances/instance-group.js";
import { Autoscaler, type AutoscalerResult } from "../../scaling/autoscaler.js";
import { nthEarliest } from "../../scaling/cooldown.js";
import { createGauges, type MetricName, metricTimings } from "../../scaling/metric.js";
import type { MeteredService, MetricKind, Readings } from "../../scaling/metrics/kind.js";
import { ScalingLoop } from "../../scaling/scaling-loop.js";
import { createPolicies, withoutCooldown } from "../../scaling/scaling-shape.js";
import { Warmup } from "../../scaling/warmup.js";
import type { ServiceContext } from "../service-context.js";
import { timetableOf } from "./control-loop.js";
import type { CpuGauge } from "./cpu-gauge.js";
import type { InstancesConfig } from "./instances-shape.js";

interface InstanceScalingParts {
  readonly group: InstanceGroup;
  readonly config: InstancesConfig;
  readonly context: ServiceContext;
  readonly cpu: CpuGauge;
  /** Expected value of a metric before the simulation begins. */
  readonly before: (metric: MetricKind) => number;
  readonly decided: (result: AutoscalerResult, from: number, now: number) => void;
}

/**
 * EC2 Auto Scaling of a group by its own policies: reads what instances show, decides, and moves the size of the group. Instances
 * that warm up are in no metric, count for no further scale-out, and hold back every scale-in.
 */
export class InstanceScaling {
  readonly #parts: InstanceScalingParts;

  constructor(parts: InstanceScalingParts) {
    this.#parts = parts;
  }

  /** `readings`: what the service shows beside its tasks, such as its queue; what it shows of single tasks is none of instances. */
  begin(readings: Partial<Readings<number>>): void {
    const { group, config, context, before, decided } = this.#parts;
    const { simulation, clock, autoscaling } = context;
    const cloudWatch = new CloudWatch<MetricName>(metricTimings(autoscaling));
    const autoscaler = new Autoscaler({
      policies: createPolicies((config.scaling ?? []).map(withoutCooldown), clock),
      bounds: config.bounds,
      metrics: cloudWatch,
      timing: autoscaling,
      pacing: new Warmup(config.warmup),
      start: simulation.now,
    });
    const timetable = timetableOf(simulation);
    const { messages } = readings;
    const gauges = createGauges({ ...this.#metered(simulation), ...(messages && { messages }) }, before);
    new MetricFeed(cloudWatch, gauges, autoscaler.tasksSampledEvery).begin(timetable);
    const target = {
      get desired() {
        return group.desired;
      },
      get running() {
        return group.inService.length;
      },
      get isDeploying() {
        return group.isLaunching;
      },
      runningSince: (count: number) =>
        nthEarliest(
          group.inService.map(({ readyAt }) => readyAt),
          count,
        ),
      setDesired: (desired: number) => group.setDesired(desired),
    };
    new ScalingLoop({ autoscaler, target, timetable, decided }).begin();
  }

  /** Instances stand in the place of tasks, named by their ordinals. */
  #metered(simulation: Simulation): MeteredService<number> {
    const { group, config, cpu } = this.#parts;
    const warm = () => group.inService.filter(({ readyAt }) => readyAt <= simulation.now - config.warmup);
    const byOrdinal = (ordinal: number) => group.inService.find((instance) => instance.ordinal === ordinal)!;
    let reserved = 0;
    let readAt = simulation.now;
    return {
      now: () => simulation.now,
      desired: () => group.desired,
      cpu: () => {
        reserved += (simulation.now - readAt) * vcpusOf(group.inService);
        readAt = simulation.now;
        return { used: cpu.total().used, reserved };
      },
      tasks: () => warm().map(({ ordinal }) => ordinal),
      runningAt: (ordinal) => byOrdinal(ordinal).readyAt,
      cpuOf: () => ({ used: Number.NaN, reserved: Number.NaN }),
      memoryOf: (ordinal) => {
        const { room, free } = byOrdinal(ordinal);
        return { used: room.memory - free.memory, reserved: room.memory };
      },
    };
  }
}

function vcpusOf(instances: readonly Instance[]): number {
  return instances.reduce((sum, { pool }) => sum + pool.type.cpu, 0);
}
