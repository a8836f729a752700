import { z } from "zod";
import { integer, number, perMinute, rate } from "../../scenarios/language/index.js";
import { byProvider } from "./providers/index.js";

/** What one provider lets an account run at a time: 4,000 vCPU as older accounts have it; a new account starts with 6. */
const vcpuQuota = number({ min: 0 }).prefault(4_000);

/**
 * The quotas of an account in a region. Smaller regions have launchBurst 25, launchRate 5/s and serviceLaunchRate
 * 125/min. Source: https://docs.aws.amazon.com/general/latest/gr/ecs-service.html
 */
export const accountShape = z.strictObject({
  vcpuQuota: z.strictObject(byProvider(() => vcpuQuota)).prefault({}),
  /** Tasks that may be launched at once, for each provider. */
  launchBurst: integer({ min: 1 }).prefault(100),
  /** Tasks launched per second in the long run, for each provider. */
  launchRate: rate({ min: 1 / 3_600 }).prefault("20/s"),
  /** Tasks that the ECS scheduler launches per minute for one service. */
  serviceLaunchRate: perMinute({ min: 1 }).prefault("500/min"),
  zones: integer({ min: 1, max: 6 }).prefault(3),
});

export type Account = z.output<typeof accountShape>;
