import type { Scenario } from "../../sim/scenario/index.js";
import type { StagingConfig } from "../../workload/target.js";
import { deniesHost, type Host, hostOf, isLoopback, matches, matchesHost } from "./host.js";

/** What is about to be driven, and how hard. */
export interface Intent extends LoadSize {
  readonly staging: StagingConfig;
  /** Base URLs by service, as the user wrote them. */
  readonly targets: Readonly<Record<string, string>>;
  /** Whether the user has confirmed that hosts other than this machine may be driven. */
  readonly yes: boolean;
  /** Name or ARN of the ECS cluster that the run watches or changes; null for none. */
  readonly cluster: string | null;
}

const protocols = ["http:", "https:", "ws:", "wss:"];

/** Reasons why this load may not be driven, each with its remedy; empty when it may. Sends nothing over the network. */
export function guard(intent: Intent): readonly string[] {
  const targets = Object.entries(intent.targets).flatMap(([service, url]) => targetRefusals(service, url, intent));
  return [...new Set([...targets, ...guardCluster(intent), ...ceilingRefusals(intent, intent.staging)])];
}

/** Reasons why the addresses of a target's host may not be driven, so that a name cannot hide a denied address. */
export function guardAddresses(url: URL, addresses: readonly string[], { deny }: StagingConfig): readonly string[] {
  const { port } = hostOf(url);
  return addresses.flatMap((address) => {
    const written = new URL(`http://${address.includes(":") ? `[${address}]` : address}/`);
    const pattern = deny.find((one) => deniesHost(one, { ...hostOf(written), port }));
    return pattern === undefined ? [] : [denied(`${url.hostname} (${address})`, pattern)];
  });
}

function targetRefusals(service: string, written: string, intent: Intent): readonly string[] {
  if (!URL.canParse(written)) return [`target of ${service}: expected a URL such as http://127.0.0.1:8080`];
  const url = new URL(written);
  if (!protocols.includes(url.protocol)) {
    return [`target of ${service}: expected http, https, ws or wss, got ${url.protocol.slice(0, -1)}`];
  }
  return [...unwantedParts(service, url), ...hostRefusals(hostOf(url), intent)];
}

/** Refuses parts of a URL that may hold a secret or would be ignored; they are not repeated in the message. */
function unwantedParts(service: string, { hostname, username, password, search, hash }: URL): readonly string[] {
  const at = `target of ${service}: the URL for ${hostname}`;
  const header = `http: { headers: { authorization: 'Bearer \${env:TOKEN}' } }`;
  return [
    ...(username + password === ""
      ? []
      : [`${at} holds credentials; name a variable in the demand instead: ${header}`]),
    ...(search + hash === "" ? [] : [`${at} has a query or a fragment; put it into the demand's http.path`]),
  ];
}

function hostRefusals(host: Host, { staging, yes }: Intent): readonly string[] {
  const { name } = host;
  const pattern = staging.deny.find((one) => deniesHost(one, host));
  if (pattern !== undefined) return [denied(name, pattern)];
  if (!staging.allow.some((one) => matchesHost(one, host))) {
    return [`${name} is not among the hosts that may be driven (${staging.allow.join(", ")}); add it to staging.allow`];
  }
  return yes || isLoopback(host) ? [] : [`${name} is not this machine; use --yes to drive it anyway`];
}

/** Reasons why the ECS API may not be called at an endpoint: its host is denied. */
export function guardEndpoint(url: URL, { deny }: StagingConfig): readonly string[] {
  const host = hostOf(url);
  const pattern = deny.find((one) => deniesHost(one, host));
  return pattern === undefined ? [] : [denied(`the ECS endpoint ${url.host}`, pattern)];
}

/** Reasons why an ECS cluster may be neither watched nor changed. */
export function guardCluster({ staging, cluster }: Pick<Intent, "staging" | "cluster">): readonly string[] {
  if (cluster === null) return [];
  const names = [cluster, cluster.slice(cluster.lastIndexOf("/") + 1)];
  const pattern = staging.deny.find((one) => names.some((name) => matches(one, name)));
  return pattern === undefined ? [] : [denied(`cluster ${cluster}`, pattern)];
}

function denied(what: string, pattern: string): string {
  return `${what} is never driven: it matches '${pattern}' in staging.deny`;
}

/** How hard a load is, over all machines that drive it together. */
export interface LoadSize {
  /** Highest expected number of requests and messages per second. */
  readonly peakRate: number;
  /** Length of warm-up and run together, in microseconds. */
  readonly duration: number;
  readonly connections: number;
}

/** Where a load exceeds the ceilings of its scenario, each with a remedy; empty when it does not. */
export function ceilingRefusals(
  { peakRate, duration, connections }: LoadSize,
  { ceilings }: Pick<StagingConfig, "ceilings">,
): readonly string[] {
  return [
    overCeiling("rate", peakRate, ceilings.rate, (rate) => `${Number(rate.toPrecision(4))}/s`, "or use --scale"),
    overCeiling("duration", duration, ceilings.duration, (time) => `${time / 1e6} s`, "or use --window"),
    overCeiling("connections", connections, ceilings.connections, String, "or use --connections"),
  ].flat();
}

function overCeiling(
  name: string,
  value: number,
  most: number,
  print: (value: number) => string,
  remedy: string,
): readonly string[] {
  if (value <= most) return [];
  return [`${name} ${print(value)} is above the ceiling of ${print(most)}; raise staging.ceilings.${name} ${remedy}`];
}

/** Reasons why a demand's Host header may not be sent: it would lead to another host than the one that was checked. */
export function hostHeaderRefusals(
  demand: Scenario["demand"],
  targets: Readonly<Record<string, string>>,
): readonly string[] {
  return demand.flatMap(({ name, to, http }) => {
    const url = new URL(targets[to]);
    const written = Object.entries(http.headers).find(([header]) => header.toLowerCase() === "host")?.[1];
    if (written === undefined || isHostOf(url, written)) return [];
    return [
      `http.headers.host of demand ${name}: expected ${url.host}, the target's own, got ${written} ` +
        "(leave it out, and name the target by the host that is meant)",
    ];
  });
}

function isHostOf(url: URL, written: string): boolean {
  const asked = `${url.protocol}//${written}/`;
  if (!URL.canParse(asked)) return false;
  const [one, other] = [hostOf(url), hostOf(new URL(asked))];
  return one.written === other.written && one.port === other.port;
}
