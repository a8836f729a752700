import { isIPv4, isIPv6 } from "node:net";

const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "ws:": "80", "https:": "443", "wss:": "443" };

/** Where a URL leads, in the one spelling that patterns are compared with. */
export interface Host {
  /** Lower case, no trailing dot, IPv6 without brackets, an IPv4 address that hides in an IPv6 one as IPv4. */
  readonly name: string;
  readonly port: string;
}

/** The host of a URL, with the port that its scheme means where it names none. */
export function hostOf(url: URL): Host {
  return { name: plainName(url.hostname), port: url.port || (defaultPorts[url.protocol] ?? "") };
}

/** Whether a URL's host is this machine by its very name: localhost, 127.0.0.0/8 or ::1. */
export function isLoopback({ name }: Host): boolean {
  return name === "localhost" || name === "::1" || (isIPv4(name) && name.startsWith("127."));
}

/**
 * Whether a host is meant by a pattern: `*` stands for any part of a name, a port is compared where the pattern has one.
 * A pattern of numbers means addresses: `10.0.*` is not the name 10.0.example.com.
 */
export function matchesHost(pattern: string, host: Host): boolean {
  const { name, port } = splitPattern(pattern);
  if (port !== null && port !== host.port) return false;
  if (/^[\d.*]*\d[\d.*]*$/.test(name) && !isIPv4(host.name)) return false;
  return matches(name, host.name);
}

/** Whether a text is meant by a pattern in which `*` stands for anything. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.toLowerCase().split("*").map(escapeRegExp);
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text.toLowerCase());
}

function splitPattern(pattern: string): { readonly name: string; readonly port: string | null } {
  const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(pattern);
  if (bracketed) return { name: plainName(bracketed[1]), port: bracketed[2] ?? null };
  const ported = /^([^:]*):(\d+)$/.exec(pattern);
  return ported ? { name: plainName(ported[1]), port: ported[2] } : { name: plainName(pattern), port: null };
}

/** A name as a URL spells it: lower case, 127.1 as 127.0.0.1, letters beyond ASCII as punycode; patterns only lower case. */
function plainName(written: string): string {
  const bare = written.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  const url = `http://${isIPv6(bare) ? `[${bare}]` : bare}/`;
  const spelled = bare.includes("*") || !URL.canParse(url) ? bare.toLowerCase() : new URL(url).hostname;
  return withoutMapping(spelled.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, ""));
}

/** `::ffff:7f00:1` reaches 127.0.0.1: it is called so here. */
function withoutMapping(address: string): string {
  const words = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address);
  if (words === null) return address;
  const [high, low] = words.slice(1).map((word) => Number.parseInt(word, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
