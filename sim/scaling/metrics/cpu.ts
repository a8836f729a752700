import { type CpuUse, utilization } from "../../facts/cpu-use.js";
import { defineMetric, type ExpectedLoad, type MeteredService, share } from "./kind.js";

/** CPU used over reserved, tasks that have left meanwhile included. */
export const cpu = defineMetric({
  name: "cpu",
  aws: ["ECSServiceAverageCPUUtilization"],
  highResolution: "ECSServiceAverageCPUUtilizationHighResolution",
  asks: [],
  unit: share,
  publishedAs: "standard",
  read: (service) => ({ mean: meanOf(service), single: ofEach(service) }),
  expected: ({ vcpus, task }, tasks) => vcpus / (tasks * task.vcpu) + bySidecars(task) / task.vcpu,
  capacityFor: ({ vcpus, task }, value) => {
    const forRequests = task.vcpu * value - bySidecars(task);
    return forRequests > 0 ? vcpus / forRequests : null; // sidecars alone use more than that
  },
});

function bySidecars({ vcpu, applicationVcpu }: ExpectedLoad["task"]): number {
  return vcpu - applicationVcpu;
}

function meanOf<Task>(service: MeteredService<Task>): () => number {
  let last = service.cpu();
  return () => {
    const total = service.cpu();
    const mean = utilization(total, last);
    last = total;
    return mean;
  };
}

function ofEach<Task>(service: MeteredService<Task>): () => readonly number[] {
  let beganAt = service.now();
  let usedBefore = useOf(service);
  return () => {
    const use = useOf(service);
    const shares = [...use].flatMap(([task, total]) => {
      const isYounger = service.runningAt(task) >= beganAt; // what is known by its name was another task's
      const share = utilization(total, (isYounger ? undefined : usedBefore.get(task)) ?? nothing);
      return Number.isNaN(share) ? [] : [share];
    });
    beganAt = service.now();
    usedBefore = use;
    return shares;
  };
}

const nothing: CpuUse = { used: 0, reserved: 0 };

function useOf<Task>({ tasks, cpuOf }: MeteredService<Task>): ReadonlyMap<Task, CpuUse> {
  return new Map(tasks().map((task) => [task, cpuOf(task)]));
}
