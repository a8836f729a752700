import { hour } from "../../../scenarios/language/units/time.js";
import { gigabyte } from "../ledger.js";
import { type BillItem, defineItem } from "./item.js";

const secondsPerHour = 3600;

/**
 * The hours of Application Load Balancers and their capacity units. One LCU is 25 new connections a second, 3,000
 * active connections, 1 GB an hour or 1,000 rule evaluations a second, whichever is most, averaged over the hour.
 * Source: https://aws.amazon.com/elasticloadbalancing/pricing/
 */
export const loadBalancer: readonly BillItem[] = [
  defineItem({
    item: "ALB hours",
    service: "ALB",
    component: "Load balancer",
    unit: "hour",
    perUnit: { "alb-time": hour },
    follows: "calendar",
  }),
  defineItem({
    item: "ALB capacity units",
    service: "ALB",
    component: "LCU",
    unit: "LCU-hour",
    perUnit: {
      "alb-new-connections": 25 * secondsPerHour,
      "alb-active-connections": 3000 * hour,
      "alb-processed-bytes": gigabyte,
      "alb-rule-evaluations": 1000 * secondsPerHour,
    },
  }),
];
