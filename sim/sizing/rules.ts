import type { Path, Problem, Rule } from "../../scenarios/language/index.js";
import { didYouMean } from "../../scenarios/language/issues.js";
import { either, spell } from "../../scenarios/language/spelling.js";
import { fargateVcpus, isFargateSize, nearestSizes, type TaskSize } from "../capacity/fargate-sizes.js";
import { instanceTypes } from "../capacity/instance-types.js";
import { observedDiscount, type PriceBook, type PriceProblem } from "../cost/price-book.js";
import { cheapestFleet } from "./cheapest.js";
import { amountOf, totalOf } from "./need.js";
import { findReading, parseObjective } from "./readings.js";
import type { Role, SizingConfig } from "./shape.js";
import type { Term } from "./term.js";
import { WaysToBuy } from "./ways-to-buy.js";

type Report = (at: Path, problem: Problem) => void;
type SizingRule = Rule<SizingConfig>;

/** All rules across the keys of a sizing file. */
export function rules(pricesOf: PricesOf): readonly SizingRule[] {
  return [...within, priceFile(pricesOf), regionPrices(pricesOf), oneFits(pricesOf)];
}

/** The prices that a sizing file is answered with, and what is wrong with its own. */
type PricesOf = (config: SizingConfig) => { readonly book: PriceBook; readonly problems: readonly PriceProblem[] };

/** A list of choices by name, told where a name is none of them. */
function unknownName(got: string, what: string, known: readonly string[]): Problem {
  const expected = known.length > 0 ? `one of the ${what} ${known.join(", ")}` : `no name, since there are no ${what}`;
  return { severity: "error", expected, got: `'${got}'`, hint: didYouMean(got, known) };
}

/** The file has at least one role. */
const someRole: SizingRule = {
  code: "no-role",
  check({ roles }, report) {
    if (Object.keys(roles).length > 0) return;
    const hint = "sim init sizing writes a file with two";
    report(["roles"], { severity: "error", expected: "at least one role", got: "none", hint });
  },
};

/** A role's references exist: its load, sidecars, state and size. */
const references: SizingRule = {
  code: "reference",
  check({ roles, load, sidecars }, report) {
    for (const [name, role] of Object.entries(roles)) {
      const check = (key: string, word: string | undefined, what: string, known: object) => {
        if (word === undefined || Object.hasOwn(known, word)) return;
        report(["roles", name, ...key.split(".")], unknownName(word, what, Object.keys(known)));
      };
      check("serves", role.serves, "loads", load);
      check("sizedFor", role.sizedFor, "states", role.states);
      check("use", role.use, "sizes", role.sizes);
      role.sidecars.forEach((sidecar, index) => {
        if (Object.hasOwn(sidecars, sidecar)) return;
        report(["roles", name, "sidecars", index], unknownName(sidecar, "sidecars", Object.keys(sidecars)));
      });
    }
  },
};

/** Every formula is about loads that there are. */
const formulas: SizingRule = {
  code: "formula",
  check({ roles, load }, report) {
    for (const [name, role] of Object.entries(roles)) {
      for (const { at, term } of termsOf(role)) {
        if (term.per === null || amountOf(load, term.per) !== undefined) continue;
        report(["roles", name, ...at], unknownLoad(term.per, load));
      }
      if (Object.hasOwn(load, role.serves) && totalOf(load, role.serves) === 0) {
        const hint = "a role without anything to serve is left out: set it to nothing";
        report(["roles", name, "serves"], {
          severity: "error",
          expected: `at least one of ${role.serves}`,
          got: "0",
          hint,
        });
      }
      if (Object.keys(role.cpu).length + Object.keys(role.states).length > 0 && Object.keys(role.memory).length > 0)
        continue;
      const hint = "what one container needs, such as { base: 256 MB, each: 512 MB per agent }";
      report(["roles", name], {
        severity: "error",
        expected: "formulas for cpu (or states) and memory",
        got: "no formula for one of them",
        hint,
      });
    }
  },
};

function unknownLoad({ kind, load: word }: NonNullable<Term["per"]>, load: SizingConfig["load"]): Problem {
  const got = kind === null ? word : `${kind} ${word}`;
  const known = Object.entries(load).flatMap(([name, amount]) =>
    typeof amount === "number" ? [name] : [name, ...Object.keys(amount).map((each) => `${each} ${name}`)],
  );
  return unknownName(got, "loads", known);
}

function termsOf({ cpu, memory, states }: Role): readonly { readonly at: Path; readonly term: Term }[] {
  return Object.entries({ cpu, memory, states }).flatMap(([key, terms]) =>
    Object.entries(terms).map(([name, term]) => ({ at: [key, name], term })),
  );
}

/** A size for Fargate is one that Fargate offers. */
const fargateSize: SizingRule = {
  code: "fargate-size",
  check({ roles }, report) {
    for (const [name, role] of Object.entries(roles)) {
      for (const [size, { cpu, memory, on }] of Object.entries(role.sizes)) {
        const at = ["roles", name, "sizes", size];
        if (cpu <= 0 || memory <= 0)
          report(at, { severity: "error", expected: "a size above nothing", got: words({ cpu, memory }) });
        else if (on === "FARGATE" && !isFargateSize({ cpu, memory })) report(at, notOfFargate({ cpu, memory }));
      }
    }
  },
};

function notOfFargate(size: TaskSize): Problem {
  const expected = fargateVcpus.includes(size.cpu)
    ? `a memory size that Fargate offers with ${spell.vcpu(size.cpu)}`
    : `one of Fargate's ${fargateVcpus.join(", ")} vCPU`;
  const neighbours = nearestSizes(size, 2).toSorted((a, b) => a.cpu - b.cpu || a.memory - b.memory);
  const hint = `the nearest sizes are ${either(neighbours.map(words))}; on: EC2 makes it one for instances alone`;
  return { severity: "error", expected, got: words(size), hint };
}

/** 8 vCPU with 24 GB, also as a task definition writes it. */
function words({ cpu, memory }: TaskSize): string {
  return `${spell.vcpu(cpu)} with ${spell.memory(memory)} (${Math.round(cpu * 1_024)}/${Math.round(memory)})`;
}

/** The threshold of scale-out is above the target, and that of scale-in below it. */
const targetOrder: SizingRule = {
  code: "target-order",
  check({ targets }, report) {
    for (const [key, { target, scaleUp, scaleDown }] of Object.entries(targets)) {
      if (scaleDown < target && target < scaleUp) continue;
      const got = `${spell.percent(scaleDown)}, ${spell.percent(target)} and ${spell.percent(scaleUp)}`;
      report(["targets", key], { severity: "error", expected: "scaleDown below target below scaleUp", got });
    }
    const { cpu, memory } = targets;
    if (cpu.burst >= 1) report(["targets", "cpu", "burst"], nothingLeft(cpu.burst));
    if (memory.oomBuffer >= 1) report(["targets", "memory", "oomBuffer"], nothingLeft(memory.oomBuffer));
  },
};

function nothingLeft(share: number): Problem {
  return { severity: "error", expected: "less than all of a container kept free", got: spell.percent(share) };
}

/** Instance types are ones whose size is known, of the right processor. */
const knownInstances: SizingRule = {
  code: "instance-type",
  check({ ec2, architecture }, report) {
    const fitting = instanceTypes.filter((type) => type.architecture === architecture).map(({ name }) => name);
    ec2.instanceTypes?.forEach((name, index) => {
      if (fitting.includes(name)) return;
      const hint = didYouMean(name, fitting) ?? `known are ${fitting.join(", ")}`;
      const expected = `an instance type of ${architecture}`;
      report(["ec2", "instanceTypes", index], { severity: "error", expected, got: `'${name}'`, hint });
    });
  },
};

/** Objectives and claims name numbers that there are. */
const answers: SizingRule = {
  code: "answer",
  check(config, report) {
    config.objectives.forEach((text, index) => {
      const question = parseObjective(text, config);
      if ("expected" in question) report(["objectives", index], { severity: "error", got: `'${text}'`, ...question });
    });
    config.claims.forEach(({ compute }, index) => {
      const reference = findReading(compute.split("."), config);
      if (!("expected" in reference)) return;
      report(["claims", index, "compute"], { severity: "error", got: `'${compute}'`, ...reference });
    });
  },
};

const within: readonly SizingRule[] = [
  someRole,
  references,
  formulas,
  fargateSize,
  targetOrder,
  knownInstances,
  answers,
];

/** The file's own prices can be read, every line of them. */
function priceFile(pricesOf: PricesOf): SizingRule {
  return {
    code: "price-file",
    check(config, report) {
      const hint = `in ${config.prices.file}`;
      for (const problem of pricesOf(config).problems)
        report(["prices", "file"], { severity: "error", ...problem, hint });
    },
  };
}

/** Everything has a price in the region, Spot by what was seen there. */
function regionPrices(pricesOf: PricesOf): SizingRule {
  return {
    code: "no-price",
    check(config, report) {
      const { region, spotDiscount } = config;
      const { book } = pricesOf(config);
      const { missing } = new WaysToBuy(config, book).prices;
      for (const sentence of missing) {
        const [got, ...remedy] = sentence.split(": ");
        const near = didYouMean(region, book.regions().includes(region) ? [] : book.regions());
        report(["region"], {
          severity: "error",
          expected: "a region with every price",
          got,
          hint: near ?? remedy.join(": "),
        });
      }
      if (missing.length > 0 || spotDiscount !== undefined || observedDiscount(book, region) !== null) return;
      const hint = `spotDiscount: 65 % says it; nobody saw a Spot price in ${region}`;
      report(["region"], {
        severity: "error",
        expected: "a region with a Spot price, or spotDiscount",
        got: `'${region}'`,
        hint,
      });
    },
  };
}

/** A role without a size of its own has one of Fargate that holds at least one of its load within the targets. */
function oneFits(pricesOf: PricesOf): SizingRule {
  return {
    code: "no-size",
    check(config, report: Report) {
      const ways = new WaysToBuy(config, pricesOf(config).book);
      for (const [name, role] of Object.entries(config.roles)) {
        if (role.use !== undefined || !isSound(role, config)) continue;
        if (cheapestFleet(role, config, ways.fargateUsdPerHour) !== null) continue;
        const expected = `a role of which some size of Fargate holds one of ${role.serves} within the targets`;
        const hint = "the largest is 16 vCPU with 120 GB; list a size under sizes for EC2 alone and use it";
        report(["roles", name], { severity: "error", expected, got: "more than the largest", hint });
      }
    },
  };
}

/** Whether the other rules find nothing that keeps its needs from being summed. */
function isSound(role: Role, { load, sidecars }: SizingConfig): boolean {
  const { sizedFor, states } = role;
  return (
    totalOf(load, role.serves) > 0 &&
    role.sidecars.every((name) => Object.hasOwn(sidecars, name)) &&
    (sizedFor === undefined || Object.hasOwn(states, sizedFor))
  );
}
