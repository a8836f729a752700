import { createDistribution } from "../../../workload/distributions/index.js";
import { hazardPerHour } from "../../capacity/risk.js";
import { CloudWatch } from "../../facts/cloudwatch.js";
import { Recorder } from "../../facts/recorder.js";
import { TaskTable } from "../../pool/task-table.js";
import { type MetricName, metricTimings } from "../../scaling/metric.js";
import { createBalancer } from "../../targets/index.js";
import { Ways } from "../../work/calls.js";
import { ClassTable } from "../../work/classes.js";
import { Retries } from "../../work/retries.js";
import { WorkTable } from "../../work/row.js";
import { ExpectedSize } from "../expected-size.js";
import type { ServiceContext } from "../service-context.js";
import { DemandRecorders } from "./demand-recorders.js";
import { RequestDegradation } from "./request-degradation.js";
import type { RequestServiceConfig } from "./shape.js";
import { WriteBuffer } from "./write-buffer.js";

/** The parts of a request service that need no other: made first, shared by the rest. */
export function createParts(config: RequestServiceConfig, context: ServiceContext) {
  const { simulation, seed, clientSeed, name, tables, demands, calls, loads, zones, autoscaling } = context;
  const { idleTimeout, latency } = config.balancer;
  const flushTakes = createDistribution(config.writeBuffer.flushTakes, tables);
  const nodes = config.balancer.nodes ?? zones;
  const requests = new WorkTable();
  const sent = demands.flatMap(({ classes }) => classes);
  const called = calls.flatMap(({ classes }) => classes);
  const classes = new ClassTable([...sent, ...called]);
  return {
    requests,
    classes,
    flushTakes,
    tasks: new TaskTable(),
    recorder: new Recorder(latency),
    demands: new DemandRecorders(context.apart, [...demands, ...calls], latency),
    writes: new WriteBuffer(config.writeBuffer.flushEvery, Math.round(flushTakes.mean)),
    balancer: createBalancer({ ...config.balancer, nodes }, seed, name),
    hasNodes: nodes > 1,
    degradation: new RequestDegradation(seed, name),
    retries: new Retries(requests, classes, clientSeed, idleTimeout + latency),
    cloudWatch: new CloudWatch<MetricName>(metricTimings(autoscaling)),
    ways: new Ways(seed, calls, sent.length),
    expected: new ExpectedSize(loads, config.scaling),
    abruptHazard: hazardPerHour(config.abruptFailuresPerMonth),
    simulation,
  };
}

export type RequestParts = ReturnType<typeof createParts>;
