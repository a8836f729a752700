import { cloudwatch } from "./cloudwatch.js";
import { ec2 } from "./ec2.js";
import { fargate } from "./fargate.js";
import type { BillItem } from "./item.js";
import { lambda } from "./lambda.js";
import { loadBalancer } from "./load-balancer.js";
import { network } from "./network.js";
import { openSearch } from "./opensearch.js";
import { sqs } from "./sqs.js";
import { storage } from "./storage.js";

/** Everything that can stand on a bill, in the order in which it stands there. */
export const items: readonly BillItem[] = [
  ...fargate,
  ...ec2,
  ...lambda,
  ...sqs,
  ...loadBalancer,
  ...network,
  ...cloudwatch,
  ...storage,
  ...openSearch,
];
