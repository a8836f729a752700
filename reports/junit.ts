import { withInterval } from "../sim/facts/estimates.js";
import { findServiceMetric } from "../sim/facts/service-metrics.js";
import { failsTarget, type Judged } from "../sim/outcome/exit-code.js";
import type { LoadAudit } from "../sim/outcome/measured.js";
import { subjectWords, unitOfValue } from "../sim/outcome/objectives/parse.js";
import type { ObjectiveOutcome, Outcome } from "../sim/outcome/outcome.js";
import { costSubject, findCostMetric } from "../sim/outcome/reading.js";
import { escaped } from "./html/markup.js";
import { readings } from "./readings.js";
import type { Reporter } from "./reporter.js";
import { text } from "./text.js";
import { formatOf } from "./units.js";
import { auditValue } from "./words.js";

/** One test case of a result: an objective, a gate, a check of the load. */
export interface TestCase {
  /** The service that it is about; empty where it is about the whole. */
  readonly of: string;
  readonly name: string;
  /** Null where it passes. */
  readonly fault: Fault | null;
}

/** An error says that the question could not be asked as it should have been; what is skipped fails nothing. */
export interface Fault {
  readonly as: "failure" | "error" | "skipped";
  /** A word or two, by which CI groups them: "missed". */
  readonly type: string;
  readonly message: string;
  /** More lines on the same. */
  readonly detail?: string;
}

/** A result as test cases. */
export interface TestReport {
  readonly scenario: string;
  readonly variant: string | null;
  /** When it began, without a zone, as Ant's schema has it. */
  readonly begun: string;
  readonly seconds: number;
  readonly properties: Readonly<Record<string, string | number>>;
  readonly cases: readonly TestCase[];
  /** Summary of the result for a person. */
  readonly summary: string;
}

/** A result as JUnit XML, which CI systems show as tests: a suite for the whole and one for each service. */
export const junit: Reporter = {
  format: "junit",
  print: (outcome, { strict = false }) => junitXml([testReport(outcome, strict)]),
};

function testReport(outcome: Outcome, strict: boolean): TestReport {
  const { scenario, variant, seed, replications, replicationsAsked, version, digest, kind, clock, measured } = outcome;
  const isWhole = replications >= replicationsAsked;
  const aborted = outcome.aborted ?? (isWhole ? null : `${replications} of ${replicationsAsked} replications`);
  return {
    ...{ scenario, variant, begun: beginOf(clock), seconds: measured?.elapsedS ?? 0 },
    properties: { kind, seed, replications, version, digest },
    cases: [
      wholeCase(aborted),
      ...auditCases(measured?.audit),
      ...objectiveCases(outcome, strict, Object.keys(outcome.services), evidenceOf(outcome)),
    ],
    summary: text.print(outcome, { color: false }),
  };
}

/** The instant at which a run begins, as the clock on the wall shows it. */
export function beginOf({ start }: Outcome["clock"]): string {
  return start.slice(0, "2026-03-02T23:00:00".length);
}

/** Simulations have no begin of their own, and one by the clock would make two equal results differ. */
export const simulated = { begun: "1970-01-01T00:00:00", seconds: 0 } as const;

/** Whether a run came to its end; `aborted` says why not. */
export function wholeCase(aborted: string | null): TestCase {
  const fault: Fault | null = aborted === null ? null : { as: "error", type: "aborted", message: aborted };
  return { of: "", name: "comes to its end", fault };
}

/** A case for each check of a load; one that fails is an error, since then the generator was measured. */
export function auditCases(audit: LoadAudit | undefined): readonly TestCase[] {
  return (audit?.checks ?? []).map((check) => {
    const message = `${auditValue(check)}, asked ${check.limit}`;
    const fault: Fault = { as: "error", type: "invalid measurement", message, detail: check.detail };
    return { of: "", name: `load: ${check.name}`, fault: check.passed ? null : fault };
  });
}

/** A case for each objective; `evidence` is the number behind it with its interval. */
export function objectiveCases(
  judged: Judged,
  strict: boolean,
  services: readonly string[] = judged.objectives.map(serviceOf),
  evidence: (objective: ObjectiveOutcome) => string | null = () => null,
): readonly TestCase[] {
  return judged.objectives.map((objective) => {
    const service = serviceOf(objective);
    return {
      of: services.includes(service) ? service : "",
      name: objective.objective,
      fault: faultOf(objective, judged.kind, strict, evidence(objective)),
    };
  });
}

/** The service that an objective is about, which it names before the metric; empty where it is about the whole. */
function serviceOf({ objective }: Pick<ObjectiveOutcome, "objective">): string {
  const [first = "", ...rest] = subjectWords(objective);
  const isWhole = rest.length === 0 || first === costSubject || findServiceMetric(first) !== undefined;
  return isWhole ? "" : first.replace(/\/.*/, "");
}

/** Fails what the exit code fails; what is left open, and an alert that is raised, is skipped. */
function faultOf(
  objective: ObjectiveOutcome,
  kind: Judged["kind"],
  strict: boolean,
  evidence: string | null,
): Fault | null {
  const { verdict, severity, detail } = objective;
  if (verdict === "met") return null;
  const isAlert = severity === "alert";
  return {
    as: failsTarget({ kind, objectives: [objective] }, strict) ? "failure" : "skipped",
    type: isAlert ? "alert" : verdict,
    message: `${isAlert ? "alert, " : ""}${verdict}: ${evidence ?? detail}`,
    detail: [detail, marginWords(objective)].filter(Boolean).join("\n"),
  };
}

function marginWords({ objective, margin }: ObjectiveOutcome): string {
  if (margin === null) return "";
  const size = formatOf("", unitOfValue(objective) || "count")(Math.abs(margin));
  return `${size} ${margin < 0 ? "beyond" : "within"} the limit`;
}

/** The number that an objective is about with its interval; null where the outcome has no one number of that name. */
function evidenceOf(outcome: Outcome): (objective: ObjectiveOutcome) => string | null {
  const all = readings(outcome);
  return ({ objective }) => {
    const words = subjectWords(objective);
    const name = words.at(-1) ?? "";
    const isCost = words[0] === costSubject;
    const field = isCost ? `cost.${findCostMetric(name)?.field}` : findServiceMetric(name)?.field;
    const found = all.find((reading) => reading.name === field && reading.service === (isCost ? "" : words[0]));
    return found === undefined ? null : `${name} ${withInterval(found.estimate, formatOf(found.name, found.unit))}`;
  };
}

/** The XML of reports; it keeps to the schemas of Jenkins' xUnit plugin and of Ant. */
export function junitXml(reports: readonly TestReport[]): string {
  const suites = reports.flatMap((report) =>
    [...new Set(["", ...report.cases.map(({ of }) => of)])].map((service) => ({ report, service })),
  );
  const written = suites.map(({ report, service }, id) => suiteXml(report, service, id));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${written.join("\n")}\n</testsuites>\n`;
}

function suiteXml({ scenario, variant, begun, seconds, ...report }: TestReport, service: string, id: number): string {
  const whole = variant === null ? scenario : `${scenario} (${variant})`;
  const name = service === "" ? whole : `${whole}.${service}`;
  const cases = report.cases.filter(({ of }) => of === service);
  const count = (as: Fault["as"]) => cases.filter(({ fault }) => fault?.as === as).length;
  const attributes = {
    ...{ name, package: "fleetcast", id, timestamp: begun, hostname: "localhost", tests: cases.length },
    ...{ failures: count("failure"), errors: count("error"), skipped: count("skipped") },
    time: Math.round(1_000 * seconds) / 1_000,
  };
  const properties = Object.entries(report.properties).map(([name, value]) => element("property", { name, value }));
  return element("testsuite", attributes, [
    element("properties", {}, properties),
    ...cases.map((each) => caseXml(each, `fleetcast.${name}`)),
    element("system-out", {}, service === "" ? report.summary : ""),
    element("system-err", {}),
  ]);
}

function caseXml({ name, fault }: TestCase, classname: string): string {
  const attributes = { name, classname, time: 0 };
  if (fault === null) return element("testcase", attributes);
  const { as, type, message, detail = "" } = fault;
  return element("testcase", attributes, [element(as, { type, message }, detail)]);
}

/** An element with a text in it, or with other elements on lines of their own. */
function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  inside: string | readonly string[] = "",
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(String(value))}"`);
  const content = typeof inside === "string" ? xmlText(inside) : inside.map((line) => `\n${line}`).join("");
  const open = `<${name}${written.join("")}`;
  if (content === "") return `${open}/>`;
  return `${open}>${content}${typeof inside === "string" ? "" : "\n"}</${name}>`;
}

function xmlText(text: string): string {
  return text.split("\n").map(escaped).join("\n");
}
