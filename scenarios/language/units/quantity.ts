/** One unit of a quantity: a written number n stands for n × times ÷ over. */
export interface Scale {
  /** Every accepted name; the first is the one that is written. */
  readonly names: readonly string[];
  readonly times?: number;
  readonly over?: number;
}

const digits = /(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+/.source;
const term = new RegExp(`\\s*((?:${digits})(?:[eE][+-]?\\d+)?)\\s*([^\\s\\d.,+-]+)\\s*`, "y");
const bareNumber = new RegExp(`^\\s*([+-]?(?:${digits})(?:[eE][+-]?\\d+)?)\\s*$`);

/** The number written without a unit, as a number or as text ("1024", "1,500"); undefined for anything else. */
export function readNumber(written: unknown): number | undefined {
  if (typeof written === "number") return Number.isFinite(written) ? written : undefined;
  const match = typeof written === "string" ? bareNumber.exec(written) : null;
  return match ? Number(match[1].replaceAll(",", "")) : undefined;
}

/** The value of "1.5h" or of a sum in falling units such as "1h30m"; undefined where a number or a unit is unknown. */
export function readQuantity(written: unknown, scales: readonly Scale[]): number | undefined {
  if (typeof written !== "string") return undefined;
  const sign = written.startsWith("-") ? -1 : 1;
  const terms = written.replace(/^[+-]/, "");
  let total = 0;
  let previous = Number.POSITIVE_INFINITY;
  let at = 0;
  do {
    term.lastIndex = at;
    const match = term.exec(terms);
    const scale = match && scales.find(({ names }) => names.includes(match[2]));
    if (!scale || sizeOf(scale) >= previous) return undefined;
    total += (Number(match[1].replaceAll(",", "")) * (scale.times ?? 1)) / (scale.over ?? 1);
    previous = sizeOf(scale);
    at = term.lastIndex;
  } while (at < terms.length);
  return sign * total;
}

/**
 * The shortest single-unit spelling that `read` turns back into exactly this value, without a count below one where
 * there is such a spelling ("100ms" rather than "0.1s"); the first scale wins a tie.
 */
export function writeQuantity(
  value: number,
  scales: readonly Scale[],
  { space = "", read }: { readonly space?: string; readonly read: (text: string) => number | undefined },
): string {
  const exact = scales
    .flatMap((scale) => {
      const count = value / sizeOf(scale);
      return [Number(count.toPrecision(15)), count].map((number) => ({
        number,
        text: `${number}${space}${scale.names[0]}`,
      }));
    })
    .filter(({ text }) => read(text) === value);
  const whole = exact.filter(({ number }) => number >= 1);
  const spellings = (whole.length > 0 ? whole : exact).map(({ text }) => text);
  return spellings.reduce((best, text) => (text.length < best.length ? text : best));
}

/** The remedy for a quantity that was not understood: which units there are. */
export function unitHint(scales: readonly Scale[], space = ""): (written: unknown) => string | undefined {
  const names = scales.map((scale) => scale.names[0]);
  return (written) => {
    const number = readNumber(written);
    if (number !== undefined) return `add the unit: ${names.map((name) => `${number}${space}${name}`).join(", ")}`;
    return typeof written === "string" && /\d/.test(written) ? `units are ${names.join(", ")}` : undefined;
  };
}

function sizeOf({ times = 1, over = 1 }: Scale): number {
  return times / over;
}
