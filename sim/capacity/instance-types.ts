import { type InstanceFamily, type InstanceSize, instanceNames } from "../cost/items/ec2.js";

/** A type of EC2 instance: vCPU and MiB, and the processor it has. */
export interface InstanceType {
  readonly name: string;
  readonly cpu: number;
  readonly memory: number;
  readonly architecture: "x86_64" | "arm64";
  /** Burstable: it may use a baseline of its vCPUs all the time, and more while it has CPU credits. */
  readonly burstable: boolean;
}

const gb = 1_024;
const vcpusOf: Readonly<Record<InstanceSize, number>> = { large: 2, xlarge: 4, "2xlarge": 8, "4xlarge": 16 };

/** Memory per vCPU of each family, in these sizes. Source: https://aws.amazon.com/ec2/instance-types/ */
const families: Readonly<Record<InstanceFamily, Pick<InstanceType, "architecture"> & { readonly gbPerVcpu: number }>> =
  {
    c5: { gbPerVcpu: 2, architecture: "x86_64" },
    c6i: { gbPerVcpu: 2, architecture: "x86_64" },
    c6g: { gbPerVcpu: 2, architecture: "arm64" },
    c7g: { gbPerVcpu: 2, architecture: "arm64" },
    m5: { gbPerVcpu: 4, architecture: "x86_64" },
    m5a: { gbPerVcpu: 4, architecture: "x86_64" },
    m6i: { gbPerVcpu: 4, architecture: "x86_64" },
    m6g: { gbPerVcpu: 4, architecture: "arm64" },
    m7g: { gbPerVcpu: 4, architecture: "arm64" },
    r6g: { gbPerVcpu: 8, architecture: "arm64" },
    t3: { gbPerVcpu: 4, architecture: "x86_64" },
    t4g: { gbPerVcpu: 4, architecture: "arm64" },
  };

/** The types of EC2 instances whose size is known here, whether or not a region has a price for them. */
export const instanceTypes: readonly InstanceType[] = instanceNames.map(({ family, size }) => {
  const { gbPerVcpu, architecture } = families[family];
  const cpu = vcpusOf[size];
  return {
    name: `${family}.${size}`,
    cpu,
    memory: cpu * gbPerVcpu * gb,
    architecture,
    burstable: family.startsWith("t"),
  };
});
