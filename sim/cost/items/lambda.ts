import { second } from "../../../scenarios/language/units/time.js";
import type { PricedArchitecture } from "../ledger.js";
import { type BillItem, defineItem, type Tier } from "./item.js";

/** GB-milliseconds in a GB-second. */
const millisecondsPerSecond = 1_000;

interface Spelling {
  readonly architecture: PricedArchitecture;
  readonly name: string;
  /** AWS's names of the steps in which a month's duration gets cheaper, with the GB-seconds at which each begins. */
  readonly tiers: readonly { readonly component: string; readonly from: number }[];
  readonly provisioned: string;
}

const spellings: readonly Spelling[] = [
  {
    architecture: "x86_64",
    name: "x86",
    tiers: [
      { component: "Duration x86, first 6e9 GB-s per month", from: 0 },
      { component: "Duration x86, next 9e9 GB-s", from: 6e9 },
      { component: "Duration x86, over 15e9 GB-s", from: 15e9 },
    ],
    provisioned: "Provisioned concurrency x86 (reserved, idle or busy)",
  },
  {
    architecture: "arm64",
    name: "arm64",
    tiers: [
      { component: "Duration arm64, first 7.5e9 GB-s per month", from: 0 },
      { component: "Duration arm64, next 11.25e9 GB-s", from: 7.5e9 },
      { component: "Duration arm64, over 18.75e9 GB-s", from: 18.75e9 },
    ],
    provisioned: "Provisioned concurrency arm64 (reserved)",
  },
];

/**
 * Invocations, their duration by architecture and volume, and provisioned concurrency: what is held ready, used or not, and
 * the lower rate of what runs in it. The free tier is not taken off. Source: https://aws.amazon.com/lambda/pricing/
 */
export const lambda: readonly BillItem[] = [
  defineItem({
    item: "Lambda requests",
    service: "Lambda",
    component: "Requests",
    unit: "request",
    perUnit: { "lambda-requests": 1 },
  }),
  ...spellings.flatMap(durations),
  ...spellings.flatMap(provisioned),
];

function durations({ architecture, tiers }: Spelling): readonly BillItem[] {
  return tiers.map(({ component, from }, index) => {
    const tier: Tier = { from, to: tiers[index + 1]?.from ?? Number.POSITIVE_INFINITY };
    return defineItem({
      item:
        index === 0 ? `Lambda duration ${architecture}` : `Lambda ${component[0].toLowerCase()}${component.slice(1)}`,
      service: "Lambda",
      component,
      unit: "GB-second",
      perUnit: { [`lambda-duration:${architecture}`]: millisecondsPerSecond },
      tier,
    });
  });
}

function provisioned({ architecture, name, provisioned }: Spelling): readonly BillItem[] {
  return [
    defineItem({
      item: `Lambda provisioned concurrency ${architecture}`,
      service: "Lambda",
      component: provisioned,
      unit: "GB-second",
      perUnit: { [`lambda-provisioned:${architecture}`]: second },
    }),
    defineItem({
      item: `Lambda duration on provisioned concurrency ${architecture}`,
      service: "Lambda",
      component: `Duration ${name} on provisioned concurrency`,
      unit: "GB-second",
      perUnit: { [`lambda-provisioned-duration:${architecture}`]: millisecondsPerSecond },
    }),
  ];
}
