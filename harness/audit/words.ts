/** A share as per cent with two significant digits: "0.41 %". */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

/** A count with thousands separators. */
export function whole(count: number): string {
  return count.toLocaleString("en-US");
}

/** Microseconds as milliseconds with two significant digits: "0.41 ms". */
export function milliseconds(microseconds: number): string {
  return `${Number((microseconds / 1_000).toPrecision(2))} ms`;
}
