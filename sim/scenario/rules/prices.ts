import { didYouMean } from "../../../scenarios/language/issues.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { purchaseOf } from "../../capacity/providers/by-provider.js";
import { providers } from "../../capacity/providers/index.js";
import { sharesOf } from "../../capacity/strategy.js";
import { plannedItems } from "../../cost/charges.js";
import type { BilledInstance, FargateTask } from "../../cost/metering.js";
import { type PriceBook, type PriceList, priceList, stalePrices } from "../../cost/price-book.js";
import { groupsOf } from "../../services/fleet/instances-shape.js";
import { createTaskDefinition } from "../../services/fleet/task-definitions.js";
import { fleetOf } from "../../services/service-shape.js";
import type { ScenarioData } from "../files.js";
import type { Scenario } from "../shape.js";
import { strategiesIn, tasksIn } from "./mentions.js";
import type { ScenarioRule } from "./rule.js";

/** The scenario's own prices can be read, every line of them. */
export const priceFile: ScenarioRule = ({ data }) => ({
  code: "price-file",
  check(scenario, report) {
    const at = ["prices", "file"];
    const prices = orInputError(() => data.prices(scenario));
    if (prices instanceof InputError) {
      const { file, expected, got } = prices;
      return report(at, { severity: "error", expected, got, hint: `in ${file}` });
    }
    const hint = `in ${scenario.prices.file}`;
    for (const problem of prices.problems) report(at, { severity: "error", ...problem, hint });
  },
});

/** The scenario's own prices are of things that a bill has, spelled as the bill spells them: others change nothing. */
export const strangePrices: ScenarioRule = ({ data }) => ({
  code: "strange-price",
  check(scenario, report) {
    const prices = orInputError(() => data.prices(scenario));
    if (prices instanceof InputError) return;
    for (const name of prices.strangers) {
      const hint = didYouMean(name, prices.known) ?? "service and component as in the messages of missing prices";
      const expected = "a service and component that bills have";
      report(["prices", "file"], { severity: "warning", expected, got: `'${name}'`, hint });
    }
  },
});

/** Everything that the scenario may be billed for has a price in its region. */
export const regionPrices: ScenarioRule = ({ data }) => ({
  code: "no-price",
  check(scenario, report) {
    const { region } = scenario;
    const [book, list] = pricesOf(scenario, data) ?? [];
    for (const sentence of list?.missing ?? []) {
      const [got, ...remedy] = sentence.split(": ");
      const hint = didYouMean(region, book?.regions().includes(region) ? [] : book!.regions()) ?? remedy.join(": ");
      report(["region"], { severity: "error", expected: "a region with every price", got, hint });
    }
  },
});

/** A Savings Plan has a rate of its own for EC2, which nobody publishes in one number: it is asked for. */
export const savingsPlanRate: ScenarioRule = () => ({
  code: "savings-plan-rate",
  check({ prices, services }, report) {
    const groups = Object.values(services).flatMap((config) => groupsOf(fleetOf(config)?.instances));
    const isOnDemand = groups.some(([provider]) => purchaseOf(provider) === "on-demand");
    if (prices.committedUsdPerHour === 0 || prices.savingsPlanDiscountEc2 !== undefined || !isOnDemand) return;
    report(["prices", "committedUsdPerHour"], {
      severity: "error",
      expected: "savingsPlanDiscountEc2 beside it, since the plan pays for EC2 instances too",
      got: "none",
      hint: "it depends on family, region, term and payment: read yours off https://aws.amazon.com/savingsplans/compute-pricing/",
    });
  },
});

/** A bill of prices that are more than a year older than the run is of another time. */
export const oldPrices: ScenarioRule = ({ data }) => ({
  code: "old-price",
  check(scenario, report) {
    const [, list] = pricesOf(scenario, data) ?? [];
    const stale = list ? stalePrices(list, scenario.clock.start.slice(0, 10)) : [];
    if (stale.length === 0) return;
    const [{ service, component, asOf }] = stale;
    const got = `${stale.length} of ${new Set(list?.rows.values()).size} that are older`;
    const hint =
      `the oldest, ${service} ${component}, is of ${asOf}: \`sim prices refresh\` reads AWS's price list, ` +
      "and prices.file names what it writes";
    report(["region"], { severity: "warning", expected: "prices of the year before clock.start", got, hint });
  },
});

const found = new WeakMap<Scenario, readonly [PriceBook, PriceList] | null>();

/** The prices that may bill a scenario, looked up once for all rules. */
function pricesOf(scenario: Scenario, data: ScenarioData): readonly [PriceBook, PriceList] | null {
  const known = found.get(scenario);
  if (known !== undefined) return known;
  const made = findPrices(scenario, data);
  found.set(scenario, made);
  return made;
}

function findPrices(scenario: Scenario, data: ScenarioData): readonly [PriceBook, PriceList] | null {
  const prices = orInputError(() => data.prices(scenario));
  if (prices instanceof InputError) return null;
  // An unknown region is one whatever its tasks are, also where those cannot be read.
  const isKnown = prices.book.regions().includes(scenario.region);
  const items = isKnown ? plannedItems(scenario.infrastructure, tasksOf(scenario), instancesOf(scenario)) : [];
  return [prices.book, priceList(prices.book, scenario.region, items)];
}

/** Every type of instance that a service may run. */
function instancesOf({ services }: Scenario): readonly BilledInstance[] {
  return Object.values(services).flatMap((config) =>
    groupsOf(fleetOf(config)?.instances).flatMap(([provider, { types, volume }]) =>
      types.map((type) => ({ purchase: purchaseOf(provider)!, type, spotDiscount: 0, volumeBytes: volume })),
    ),
  );
}

/** Every task that a service may run, whatever is deployed and wherever it is placed. */
function tasksOf(scenario: Scenario): readonly FargateTask[] {
  const strategies = strategiesIn(scenario);
  return tasksIn(scenario).flatMap(({ service, value }) => {
    const { vcpu, memoryMib, extraStorageGb, architecture } = createTaskDefinition(service, value);
    const size = { vcpu, memoryGb: memoryMib / 1_024, extraStorageGb, architecture, spotDiscount: 0 };
    const placed = strategies.filter((strategy) => strategy.service === service);
    const used = new Set(placed.flatMap((strategy) => sharesOf(strategy.value).map(({ name }) => name)));
    return providers.flatMap(({ name, purchase, hasInstances }) =>
      used.has(name) && !hasInstances ? [{ ...size, purchase }] : [],
    );
  });
}
