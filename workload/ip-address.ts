/** An address as 16 bytes, with IPv4 as `::ffff:a.b.c.d`, and whether it was written as IPv4. */
export interface IpAddress {
  readonly bytes: readonly number[];
  readonly isV4: boolean;
}

/** The addresses that share their first bits. */
export interface IpNetwork extends IpAddress {
  /** Number of shared bits as written: the 8 of 10.0.0.0/8. */
  readonly length: number;
  /** Number of shared bits out of 128; for an IPv4 network this includes the 96 of `::ffff:`. */
  readonly bits: number;
}

const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];
const translated = [0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0];
const compatible = mapped.map(() => 0);
/** Prefixes `64:ff9b::/96` and `64:ff9b:1::/48`, in which NAT64 embeds an IPv4 address. */
const nat64 = [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
const nat64Local = [0x00, 0x64, 0xff, 0x9b, 0x00, 0x01];

/** Reads an address in its usual notations, without brackets; null for anything else. */
export function parseIp(text: string): IpAddress | null {
  const v4 = dotted(text);
  if (v4 !== null) return { bytes: [...mapped, ...v4], isV4: true };
  const tail = dotted(text.slice(text.lastIndexOf(":") + 1));
  const words = tail === null ? text : text.slice(0, text.lastIndexOf(":") + 1) + hex(tail);
  const bytes = v6(words);
  return bytes === null ? null : { bytes, isV4: false };
}

/** Reads `10.0.0.0/8` or `fd00::/8`; null for anything else. */
export function parseNetwork(text: string): IpNetwork | null {
  const [, base, shared] = /^([^/]{1,45})\/(\d{1,3})$/.exec(text) ?? [];
  const address = base === undefined ? null : parseIp(base);
  const length = Number(shared);
  if (address === null || length > (address.isV4 ? 32 : 128)) return null;
  const bits = length + (address.isV4 ? 96 : 0);
  return { ...(bits > 96 ? reached(address) : address), length, bits };
}

/** Whether an address, or the IPv4 address that it leads to, lies in a network. */
export function isInNetwork(address: IpAddress, network: IpNetwork): boolean {
  if (startsAlike(address, network)) return true;
  return !address.isV4 && startsAlike(reached(address), network);
}

/**
 * The IPv4 address that an IPv6 one stands for: mapped, compatible, translated, or behind NAT64. Otherwise the address
 * itself.
 */
export function reached(address: IpAddress): IpAddress {
  const { bytes, isV4 } = address;
  const begins = (prefix: readonly number[]) => prefix.every((byte, index) => bytes[index] === byte);
  // `::` and `::1` are not IPv4-compatible addresses.
  const isCompatible = begins(compatible) && (bytes[12] > 0 || bytes[13] > 0);
  const hides = [mapped, translated, nat64, nat64Local].some(begins) || isCompatible;
  return isV4 || !hides ? address : { bytes: [...mapped, ...bytes.slice(12)], isV4: true };
}

const isatap = [
  [0x00, 0x00, 0x5e, 0xfe],
  [0x02, 0x00, 0x5e, 0xfe],
];

/**
 * The IPv4 address at the other end of a tunnel, if an IPv6 address contains one: 6to4 (`2002:` and the address),
 * Teredo (`2001:0:`, with the address inverted at the end) or ISATAP (the address after `0:5efe:`); null otherwise. RFC
 * 3056, 4380, 5214.
 */
export function tunnelled({ bytes, isV4 }: IpAddress): IpAddress | null {
  const begins = (prefix: readonly number[], at = 0) => prefix.every((byte, index) => bytes[at + index] === byte);
  const v4 = (found: readonly number[]) => ({ bytes: [...mapped, ...found], isV4: true });
  if (isV4) return null;
  if (begins([0x20, 0x02])) return v4(bytes.slice(2, 6));
  if (begins([0x20, 0x01, 0, 0])) return v4(bytes.slice(12).map((byte) => byte ^ 255));
  return isatap.some((mark) => begins(mark, 8)) ? v4(bytes.slice(12)) : null;
}

/**
 * Whether an address begins with the bits of a network. IPv4 and IPv6 are separate families, so `::/0` does not include
 * IPv4.
 */
function startsAlike({ bytes, isV4 }: IpAddress, network: IpNetwork): boolean {
  const isSameFamily = isV4 === network.isV4;
  return (
    isSameFamily && bytes.every((byte, index) => ((byte ^ network.bytes[index]) & mask(network.bits - 8 * index)) === 0)
  );
}

/** Mask of the leading bits of a byte that have to agree. */
function mask(bits: number): number {
  return bits >= 8 ? 255 : bits <= 0 ? 0 : 256 - 2 ** (8 - bits);
}

function dotted(text: string): readonly number[] | null {
  const parts = text.split(".");
  const isAddress = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return isAddress ? parts.map(Number) : null;
}

function hex([a, b, c, d]: readonly number[]): string {
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function v6(text: string): readonly number[] | null {
  const halves = text.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const words = halves.flat();
  const isWhole = halves.length === 1 ? words.length === 8 : halves.length === 2 && words.length < 8;
  if (!isWhole || words.some((word) => !/^[\da-f]{1,4}$/i.test(word))) return null;
  const missing = Array.from({ length: 8 - words.length }, () => "0");
  return [...halves[0], ...missing, ...(halves[1] ?? [])].flatMap((word) => bytesOf(Number.parseInt(word, 16)));
}

function bytesOf(word: number): readonly number[] {
  return [word >> 8, word & 255];
}
