/** A type of EC2 instance: vCPU and MiB, and the processor it has. */
export interface InstanceType {
  readonly name: string;
  readonly cpu: number;
  readonly memory: number;
  readonly architecture: "x86_64" | "arm64";
  /** Its CPU is a baseline with credits above it, not all of its vCPUs all the time. */
  readonly burstable: boolean;
}

const gb = 1_024;
const vcpusOf = { large: 2, xlarge: 4, "2xlarge": 8, "4xlarge": 16 } as const;

/** Memory per vCPU of each family, in these sizes. Source: https://aws.amazon.com/ec2/instance-types/ */
const families = [
  { family: "c5", gbPerVcpu: 2, architecture: "x86_64" },
  { family: "c6i", gbPerVcpu: 2, architecture: "x86_64" },
  { family: "c6g", gbPerVcpu: 2, architecture: "arm64" },
  { family: "c7g", gbPerVcpu: 2, architecture: "arm64" },
  { family: "m5", gbPerVcpu: 4, architecture: "x86_64" },
  { family: "m5a", gbPerVcpu: 4, architecture: "x86_64" },
  { family: "m6i", gbPerVcpu: 4, architecture: "x86_64" },
  { family: "m6g", gbPerVcpu: 4, architecture: "arm64" },
  { family: "m7g", gbPerVcpu: 4, architecture: "arm64" },
  { family: "r6g", gbPerVcpu: 8, architecture: "arm64" },
  { family: "t3", gbPerVcpu: 4, architecture: "x86_64" },
  { family: "t4g", gbPerVcpu: 4, architecture: "arm64" },
] as const;

/** The types of EC2 instances whose size is known here, whether or not a region has a price for them. */
export const instanceTypes: readonly InstanceType[] = families.flatMap(({ family, gbPerVcpu, architecture }) =>
  Object.entries(vcpusOf)
    .filter(([size]) => !(family.startsWith("t") && size === "4xlarge")) // there is none
    .map(([size, cpu]) => ({
      name: `${family}.${size}`,
      cpu,
      memory: cpu * gbPerVcpu * gb,
      architecture,
      burstable: family.startsWith("t"),
    })),
);
