import { alone, type Estimate, money, plusMinus } from "../sim/facts/estimates.js";
import { absent, dollars, fixed, percent } from "../sim/facts/numbers.js";
import {
  type LadderOutcome,
  type LadderOwner,
  type OwnerEstimates,
  type RungOutcome,
  type Saving,
  shareOf,
} from "../sim/outcome/ladder.js";

/** A table as every format prints it. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A row a technique: what a document says, and what it saves alone, on top of those above it, and beside all others. */
export function ladderTable(
  { cost, document, rungs, together, addedUp }: LadderOutcome,
  { shares }: { readonly shares: boolean },
): Table {
  const saved = shares ? savings(cost) : ({ usd }: Saving) => amountBeside(cost)(usd);
  const total = amountBeside(cost);
  const row = (rung: RungOutcome) => {
    const { technique, alone, added, leftOut } = rung;
    return [technique, rung.document ?? "", saved(alone), saved(added), saved(leftOut), total(rung.cost)];
  };
  return {
    header: ["technique", "document", "alone", "on top of those", "if left out", "cost"],
    rows: [
      ...rungs.map(row),
      ["added up", "", saved(addedUp), "", "", ""],
      ["together", document ?? "", "", saved(together), "", total(rungs.at(-1)!.cost)],
    ],
  };
}

/** Whose part of the bill each technique saves from: techniques that take from the same part cannot all save it. */
export function ladderOwners({ owners, rungs }: LadderOutcome): Table {
  const told = owners.filter(({ alone, together }) => [...alone, together].some((change) => Math.abs(change) >= 0.5));
  const row = (name: string, of: (owner: OwnerEstimates) => Estimate) => [
    name,
    ...told.map((owner) => wholeDollars(of(estimatesOf(owner)))),
  ];
  return {
    header: ["alone, saved from", ...told.map(({ owner }) => owner)],
    rows: [
      ...rungs.map(({ technique }, index) => row(technique, ({ alone }) => alone[index])),
      row("added up", ({ addedUp }) => addedUp),
      row("together", ({ together }) => together),
      row("of a cost of", (owner) => owner.usd),
    ],
  };
}

/** The intervals of an owner's numbers, or the numbers alone where one run has none. */
function estimatesOf({ usd, alone: savings, together, estimates }: LadderOwner): OwnerEstimates {
  if (estimates !== undefined) return estimates;
  const addedUp = savings.reduce((sum, each) => sum + each, 0);
  return { usd: alone(usd), alone: savings.map(alone), addedUp: alone(addedUp), together: alone(together) };
}

/** Why what the techniques save alone does not add up, and what is missed on the way. */
export function ladderWords({ cost, rungs, together, addedUp, overlap }: LadderOutcome): readonly string[] {
  const saved = savings(cost);
  const sum = `Added up they would save ${saved(addedUp)}, together they save ${saved(together)}`;
  const missed = rungs.filter(({ missed }) => missed.length > 0);
  return [
    `${sum}: ${overlapWords(overlap, saved)}.`,
    ...missed.map(({ technique, missed }) => `Up to ${technique}, ${missed.join(" and ")} is missed.`),
  ];
}

function overlapWords(overlap: Saving, saved: (saving: Saving) => string): string {
  if (!isSurely(overlap.usd)) return "they add up, since none takes what another has taken";
  return (overlap.usd.value ?? 0) > 0
    ? `${saved(overlap)} is counted more than once, since each acts on what those before it have left`
    : "some make others save more";
}

/**
 * Formats savings with the precision of the total cost: "$1,349 ± 2 (33 %)", to the dollar where that is fine enough.
 */
function savings(foot: Estimate): (saving: Saving) => string {
  return (saving) => {
    const amount = amountBeside(foot)(saving.usd);
    return saving.share === null ? amount : `${amount} (${plusMinus(shareOf(saving), percent).replace("-", "−")})`;
  };
}

/** Formats amounts with the precision of the total cost. */
function amountBeside(foot: Estimate): (amount: Estimate) => string {
  return Math.abs(foot.value ?? 0) >= 100 ? wholeDollars : money;
}

/** Half the width is rounded up, so that it never looks narrower than it is. */
function wholeDollars({ value, low, high }: Estimate): string {
  if (low === null || high === null) return usd(value);
  return `${usd(value)} ± ${fixed(Math.max(0, Math.ceil((high - low) / 2 - 1e-6)))}`;
}

/** Dollars without cents from a hundred on. */
function usd(value: number | null): string {
  if (value === null) return absent;
  if (Math.abs(value) < 0.005) return dollars(0); // what adding up in another order leaves
  if (Math.abs(value) < 100) return dollars(value);
  return `${value < 0 ? "−" : ""}$${fixed(Math.abs(value))}`;
}

/** Whether the interval, where there is one, does not hold 0. */
function isSurely({ value, low, high }: Estimate): boolean {
  if (low === null || high === null) return Math.abs(value ?? 0) >= 0.5;
  return low > 0 || high < 0;
}
