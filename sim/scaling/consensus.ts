import type { Decision, DynamicPolicy } from "./policy.js";

/** A policy beside what it decided. */
export interface Proposal<D extends Decision = Decision> {
  readonly policy: DynamicPolicy;
  readonly decision: D;
}

/** A decision that moves desired. */
export type Move = Extract<Decision, { readonly kind: "out" | "in" }>;

/** Out if any policy wants it: the one that gives the largest capacity. */
export function chooseOut(proposals: readonly Proposal[]): Proposal<Move> | undefined {
  return largest(proposals.filter(isMove).filter(({ decision }) => decision.kind === "out"));
}

/**
 * In, by the largest resulting capacity, among policies that act by themselves and, only where all of those that vote
 * together want it, these.
 */
export function chooseIn(proposals: readonly Proposal[]): Proposal<Move> | undefined {
  const wantsIn = ({ decision }: Proposal) => decision.kind === "in";
  const isUnanimous = proposals.filter(({ policy }) => policy.scaleIn === "unanimous").every(wantsIn);
  const counts = ({ policy }: Proposal) =>
    policy.scaleIn === "independent" || (policy.scaleIn === "unanimous" && isUnanimous);
  return largest(proposals.filter(isMove).filter((proposal) => wantsIn(proposal) && counts(proposal)));
}

function isMove(proposal: Proposal): proposal is Proposal<Move> {
  return proposal.decision.kind === "out" || proposal.decision.kind === "in";
}

/** The first of equals, so that the order in the scenario decides a tie. */
function largest(proposals: readonly Proposal<Move>[]): Proposal<Move> | undefined {
  return proposals.reduce<Proposal<Move> | undefined>(
    (best, next) => (best === undefined || next.decision.desired > best.decision.desired ? next : best),
    undefined,
  );
}
