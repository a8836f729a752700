import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError } from "commander";
import { networkAdvice } from "../../../harness/environment-problem.js";
import { otlpBodies } from "../../../reports/telemetry/index.js";
import { visible } from "../../../scenarios/language/index.js";
import type { Outcome } from "../../outcome/outcome.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";

/** Option of the collector that metrics are sent to. */
export interface OtlpOption {
  readonly otlp?: URL;
}

export function withOtlpOption(command: Command): Command {
  return command.option(
    "--otlp <url>",
    "send the metrics to this OpenTelemetry collector too, http://127.0.0.1:4318; $OTEL_EXPORTER_OTLP_HEADERS has its headers",
    collectorUrl,
  );
}

function collectorUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError("expected a URL such as http://127.0.0.1:4318");
  if (url.username !== "" || url.password !== "")
    throw new InvalidArgumentError("expected no user in the URL; other users of this machine would see it");
  return url;
}

/**
 * Sends what came of a call, where that is asked for. The exit code stays that of the result; a result that is good and could
 * not be sent is a failure of the environment.
 */
export async function delivered(code: ExitCode, outcomes: readonly Outcome[], { otlp }: OtlpOption): Promise<ExitCode> {
  if (otlp === undefined) return code;
  const problem = await push(otlp, outcomes, process.env);
  if (problem === null) return code;
  process.stderr.write(`--otlp ${otlp.origin}: ${problem}\n`);
  return code === exitCodes.good ? exitCodes.environmentFailed : code;
}

/** A request gets so long, and with those after it, where a collector is busy, so long in all. */
const requestMs = 10_000;
const patienceMs = 30_000;

/** Sends one request after the other; the first that is refused ends it. Null where all were taken. */
export async function push(
  otlp: URL,
  outcomes: readonly Outcome[],
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  const url = metricsUrl(otlp);
  const headers = { ...headersOf(environment), "content-type": "application/json" };
  for (const body of otlpBodies(outcomes)) {
    const problem = await insist(url, headers, body);
    if (problem !== null) return problem;
  }
  return null;
}

/** The path that OTLP has for metrics, behind what the URL names of a collector. */
function metricsUrl(otlp: URL): URL {
  if (otlp.pathname.endsWith("/v1/metrics")) return otlp;
  return new URL(`${otlp.pathname.replace(/\/$/, "")}/v1/metrics${otlp.search}`, otlp);
}

/** "api-key=secret,tenant=a%20b", as OpenTelemetry's programs read it. */
function headersOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const written = environment.OTEL_EXPORTER_OTLP_METRICS_HEADERS ?? environment.OTEL_EXPORTER_OTLP_HEADERS ?? "";
  const pairs = written.split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at <= 0 ? [] : [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign that stands for itself
  }
}

/** A collector's response to a request. */
interface Answer {
  readonly problem: string | null;
  /** Whether it may take the same request later, and when it said so. */
  readonly isBusy?: boolean;
  readonly afterMs?: number;
}

async function insist(url: URL, headers: Record<string, string>, body: string): Promise<string | null> {
  const untilMs = performance.now() + patienceMs;
  for (let waitMs = 500; ; waitMs *= 2) {
    const { problem, isBusy = false, afterMs = waitMs } = await ask(url, headers, body);
    if (problem === null || !isBusy || performance.now() + afterMs > untilMs) return problem;
    await sleep(afterMs);
  }
}

/** Statuses after which a request may be repeated, by OTLP's rules. */
const busyStatuses: readonly number[] = [429, 502, 503, 504];

async function ask(url: URL, headers: Record<string, string>, body: string): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(requestMs);
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    const text = await response.text();
    if (response.ok) return { problem: refusedPart(text) };
    const afterS = Number(response.headers.get("retry-after") ?? Number.NaN);
    return {
      problem: `${url.pathname} answered ${response.status}${text === "" ? "" : `: ${visible(messageIn(text).slice(0, 300))}`}`,
      isBusy: busyStatuses.includes(response.status),
      ...(Number.isFinite(afterS) && { afterMs: 1_000 * afterS }),
    };
  } catch (error) {
    return unanswered(error as Error);
  }
}

/** OTLP has a message in an answer that refuses; what stands between may say it in its own words. */
function messageIn(text: string): string {
  try {
    return String(JSON.parse(text)?.message ?? text);
  } catch {
    return text;
  }
}

/** A collector that hangs up before it answers, as one does that is being replaced, may take the same request later. */
const hangUps: readonly (string | undefined)[] = ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"];

function unanswered(error: Error): Answer {
  if (error.name === "TimeoutError")
    return { problem: `${networkAdvice("ETIMEDOUT")} (${requestMs / 1_000} s)`, isBusy: true };
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return { problem: networkAdvice(code) ?? message, isBusy: hangUps.includes(code) };
}

/** A collector may take a request and refuse some of its points. */
function refusedPart(text: string): string | null {
  try {
    const { rejectedDataPoints = 0, errorMessage = "" } = JSON.parse(text)?.partialSuccess ?? {};
    return Number(rejectedDataPoints) > 0
      ? `${rejectedDataPoints} points were refused: ${visible(String(errorMessage))}`
      : null;
  } catch {
    return null; // it took them, and says so in no JSON
  }
}
