import { memory, money, number, ratio, vcpu } from "../../scenarios/language/index.js";
import { didYouMean } from "../../scenarios/language/issues.js";
import type { Fit } from "./fit.js";
import type { Range } from "./need.js";
import type { Claim, SizingConfig } from "./shape.js";
import type { RoleSizing, Sizing, SizingClaim, SizingObjective, Unit } from "./sizing.js";

/** The results that objectives and claims refer to. */
export type Sized = Pick<Sizing, "roles" | "total">;

/** A number that objectives and claims may name. */
interface Reading<Subject> {
  readonly name: string;
  readonly unit: Unit;
  /** Null where the subject has none. */
  readonly of: (subject: Subject) => Range | number | null;
}

/** Readings of a full container of a size. */
const ofFit: readonly Reading<Fit>[] = [
  { name: "fits", unit: "yes or no", of: ({ fits }) => Number(fits) },
  { name: "cpuUse", unit: "ratio", of: ({ cpuUse }) => cpuUse },
  { name: "memoryUse", unit: "ratio", of: ({ memoryUse }) => memoryUse },
  { name: "formulaVcpu", unit: "vCPU", of: ({ formula }) => formula.vcpu },
  { name: "formulaMemory", unit: "GB", of: ({ formula }) => formula.memoryGb },
  { name: "neededVcpu", unit: "vCPU", of: ({ needed }) => needed.vcpu },
  { name: "neededMemory", unit: "GB", of: ({ needed }) => needed.memoryGb },
  { name: "cpuBelowFormula", unit: "ratio", of: ({ cpuLacking }) => cpuLacking },
  { name: "memoryBelowFormula", unit: "ratio", of: ({ memoryLacking }) => memoryLacking },
  { name: "holds", unit: "count", of: ({ holds }) => holds },
  { name: "fargateVcpu", unit: "vCPU", of: ({ onFargate }) => onFargate?.vcpu ?? null },
  { name: "fargateMemory", unit: "GB", of: ({ onFargate }) => onFargate?.memoryGb ?? null },
];

/** Readings of all containers of a role, beside those of the size it uses. */
const ofRole: readonly Reading<RoleSizing>[] = [
  { name: "containers", unit: "count", of: ({ containers }) => containers },
  { name: "vcpu", unit: "vCPU", of: ({ vcpu }) => vcpu },
  { name: "memory", unit: "GB", of: ({ memoryGb }) => memoryGb },
  { name: "efficiency", unit: "ratio", of: ({ efficiency }) => efficiency },
  { name: "fargatePerMonth", unit: "USD", of: ({ perMonthUsd }) => perMonthUsd.fargate },
  { name: "fargateSpotPerMonth", unit: "USD", of: ({ perMonthUsd }) => perMonthUsd.fargateSpot },
  { name: "ec2PerMonth", unit: "USD", of: ({ perMonthUsd }) => perMonthUsd.ec2 },
];

/** Readings of the total. */
const ofTotal: readonly Reading<Sizing["total"]>[] = [
  { name: "containers", unit: "count", of: ({ containers }) => containers },
  { name: "vcpu", unit: "vCPU", of: ({ vcpu }) => vcpu },
  { name: "memory", unit: "GB", of: ({ memoryGb }) => memoryGb },
  { name: "fargatePerMonth", unit: "USD", of: ({ perMonthUsd }) => perMonthUsd.fargate },
  { name: "fargateSpotPerMonth", unit: "USD", of: ({ perMonthUsd }) => perMonthUsd.fargateSpot },
  { name: "ec2PerMonth", unit: "USD", of: ({ perMonthUsd }) => perMonthUsd.ec2 },
  { name: "roundedOnFargate", unit: "ratio", of: ({ roundedOnFargate }) => roundedOnFargate },
];

const totalSubject = "total";

/** The fault of a reference or an objective; the text completes "expected ..., got ...". */
export interface WrongReference {
  readonly expected: string;
  readonly hint?: string | undefined;
}

/** A reference that was understood: its unit, and what it is of a result. */
interface Reference {
  readonly unit: Unit;
  readonly read: (sized: Sized) => Range | null;
}

/** Finds `worker.containers`, `worker.large.cpuUse` or `total.vcpu`; says what was expected where there is none. */
export function findReading(words: readonly string[], { roles }: SizingConfig): Reference | WrongReference {
  const [subject, ...rest] = words;
  const name = rest.at(-1);
  if (name === undefined) return { expected: "a number such as worker.containers or total.fargatePerMonth" };
  if (subject === totalSubject && rest.length === 1) return named(name, ofTotal, ({ total }) => total);
  const role = Object.hasOwn(roles, subject) ? roles[subject] : undefined;
  const subjects = [...Object.keys(roles), totalSubject];
  if (role === undefined) return unknown(`one of ${listed(subjects)}`, subject, subjects);
  if (rest.length === 1) {
    const isOfRole = ofRole.some((reading) => reading.name === name);
    if (isOfRole) return named(name, ofRole, (sized) => sized.roles[subject]);
    return named(name, ofFit, (sized) => sized.roles[subject].fit, ofRole);
  }
  const sizes = Object.keys(role.sizes);
  const [size] = rest;
  if (rest.length > 2 || !sizes.includes(size)) {
    if (sizes.length === 0) return { expected: `a number of ${subject} itself, which lists no sizes` };
    return unknown(`one of the sizes ${listed(sizes)} of ${subject}`, size, sizes);
  }
  return named(name, ofFit, (sized) => sized.roles[subject].sizes[size]);
}

function named<Subject>(
  name: string,
  readings: readonly Reading<Subject>[],
  subjectOf: (sized: Sized) => Subject,
  others: readonly { readonly name: string }[] = [],
): Reference | WrongReference {
  const found = readings.find((reading) => reading.name === name);
  const known = [...others, ...readings].map((reading) => reading.name);
  if (found === undefined) return unknown(`one of ${listed(known)}`, name, known);
  return { unit: found.unit, read: (sized) => rangeOf(found.of(subjectOf(sized))) };
}

function unknown(expected: string, word: string, known: readonly string[]): WrongReference {
  return { expected, hint: didYouMean(word, known) };
}

const form = /^(.+?) ?(<=|>=|≤|≥) ?(.+)$/;

/** The question of an objective: `worker fits`, `worker/large cpuUse <= 80 %`, `total fargatePerMonth <= $9,000`. */
interface Question {
  readonly reference: Reference;
  readonly isMet: (value: Range) => boolean;
}

/** Reads an objective of a sizing file, or says what was expected. */
export function parseObjective(text: string, config: SizingConfig): Question | WrongReference {
  const spaced = text.trim().replace(/\s+/g, " ");
  const match = form.exec(spaced);
  const words = (match?.[1] ?? spaced).split(/[ ./]/);
  const reference = findReading(words, config);
  if ("expected" in reference) return reference;
  if (match === null) {
    if (reference.unit === "yes or no") return { reference, isMet: ({ low }) => low === 1 };
    return { expected: "a limit such as '<= 80 %' after the number, or 'fits' in its place" };
  }
  const { unit } = reference;
  if (unit === "yes or no") return { expected: `'${words.slice(0, -1).join("/")} fits' without a limit` };
  const limit = limitUnits[unit].safeDecode(/^[\d.]+$/.test(match[3]) ? Number(match[3]) : match[3]);
  if (!limit.success) return { expected: limit.error.issues[0].message };
  const value = unit === "GB" ? limit.data / 1_024 : limit.data;
  const isUpper = match[2] === "<=" || match[2] === "≤";
  return { reference, isMet: ({ low, high }) => (isUpper ? high <= value + 1e-9 : low >= value - 1e-9) };
}

/** Holds the sizes against an objective that can be read. */
export function judge(text: string, sized: Sized, config: SizingConfig): SizingObjective {
  const question = parseObjective(text, config);
  if ("expected" in question) throw new Error(`not an objective: ${text}`);
  const { reference, isMet } = question;
  const value = reference.read(sized);
  const verdict = value === null ? "not evaluated" : isMet(value) ? "met" : "missed";
  return { objective: text, verdict, value, unit: reference.unit };
}

/** A document's claim beside our figure, and the reason for a difference. */
export function answerClaim({ document, compute, why }: Claim, sized: Sized, config: SizingConfig): SizingClaim {
  const reference = findReading(compute.split("."), config);
  if ("expected" in reference) throw new Error(`not a number of the sizes: ${compute}`);
  return { document, compute, why: why ?? null, value: reference.read(sized), unit: reference.unit };
}

const limitUnits = {
  vCPU: vcpu(),
  GB: memory(),
  ratio: ratio({ min: 0, max: 1_000 }),
  USD: money(),
  count: number(),
};

function rangeOf(value: Range | number | null): Range | null {
  return typeof value === "number" ? { low: value, high: value } : value;
}

function listed(words: readonly string[]): string {
  return words.join(", ");
}
