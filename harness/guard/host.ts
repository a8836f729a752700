import { isIPv4, isIPv6 } from "node:net";
import { isInNetwork, parseIp, parseNetwork, reached, tunnelled } from "../../workload/ip-address.js";

const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "ws:": "80", "https:": "443", "wss:": "443" };

/** The host that a URL leads to, in the one spelling that patterns are compared with. */
export interface Host {
  /**
   * Name in lower case without a trailing dot, IPv6 without brackets, and an IPv4 address inside an IPv6 address as
   * IPv4.
   */
  readonly name: string;
  /** The same name, except that an IPv6 address is kept as it is. */
  readonly written: string;
  readonly port: string;
}

/** The host of a URL, with the default port of its scheme when it names none. */
export function hostOf(url: URL): Host {
  const written = spelled(url.hostname);
  return { name: withoutMapping(written), written, port: url.port || (defaultPorts[url.protocol] ?? "") };
}

/** Whether a host is this machine by its name alone: localhost, 127.0.0.0/8 or ::1. */
export function isLoopback({ name }: Host): boolean {
  return name === "localhost" || name === "::1" || (isIPv4(name) && name.startsWith("127."));
}

/**
 * Whether a pattern matches a host. `*` stands for any part of a name; the port is compared only when the pattern has
 * one. A pattern of digits matches addresses only, so `10.0.*` does not match the name 10.0.example.com. `10.0.0.0/8`
 * matches a network.
 */
export function matchesHost(pattern: string, host: Host): boolean {
  const network = parseNetwork(pattern);
  if (network !== null) {
    const address = parseIp(host.written);
    return address !== null && isInNetwork(address, network);
  }
  const { name, port } = splitPattern(pattern);
  if (port !== null && port !== host.port) return false;
  if (/^[\d.*]+$/.test(name) && /\d/.test(name) && !isIPv4(host.name)) return false;
  return matches(name, host.name) || matches(name, host.written);
}

/**
 * Whether a pattern that denies matches a host or, when its address is the end of a tunnel, the address behind it. A
 * pattern that allows matches only the host itself.
 */
export function deniesHost(pattern: string, host: Host): boolean {
  const address = parseIp(host.written);
  const behind = address === null ? null : tunnelled(address);
  if (matchesHost(pattern, host)) return true;
  if (behind === null) return false;
  const written = behind.bytes.slice(12).join(".");
  return matchesHost(pattern, { ...host, name: written, written });
}

/**
 * Whether a text matches a pattern in which `*` stands for anything. Each part is searched once, from left to right.
 */
export function matches(pattern: string, text: string): boolean {
  const lower = text.toLowerCase();
  const [first, ...rest] = pattern.toLowerCase().split("*");
  const last = rest.pop();
  if (last === undefined) return lower === first;
  if (!lower.startsWith(first) || !lower.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = lower.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= lower.length;
}

function splitPattern(pattern: string): { readonly name: string; readonly port: string | null } {
  const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(pattern);
  if (bracketed) return { name: plainName(bracketed[1]), port: bracketed[2] ?? null };
  const ported = /^([^:]*):(\d+)$/.exec(pattern);
  return ported ? { name: plainName(ported[1]), port: ported[2] } : { name: plainName(pattern), port: null };
}

function plainName(written: string): string {
  return withoutMapping(spelled(written));
}

/**
 * A name as a URL spells it: lower case, 127.1 as 127.0.0.1, other than ASCII letters as punycode. Patterns only become
 * lower case.
 */
function spelled(written: string): string {
  const bare = written.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  const url = `http://${isIPv6(bare) ? `[${bare}]` : bare}/`;
  const name = bare.includes("*") || !URL.canParse(url) ? bare.toLowerCase() : new URL(url).hostname;
  return name.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/** Rewrites an IPv6 address that leads to an IPv4 one as the latter: `::ffff:7f00:1` becomes 127.0.0.1. */
function withoutMapping(name: string): string {
  const address = parseIp(name);
  const found = address === null ? null : reached(address);
  return found === null || !found.isV4 ? name : found.bytes.slice(12).join(".");
}
