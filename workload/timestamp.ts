const dateAndTime =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d{1,9}))?)?\s*(?:(Z)|([+-])(\d{2}):?(\d{2}))?$/;

/** An instant in whole microseconds from "2023-11-16 18:17:03.97" (UTC unless it has an offset) or from Unix time; NaN otherwise. */
export function timestampMicros(written: string): number {
  const text = written.trim();
  const match = dateAndTime.exec(text);
  if (!match) return text === "" ? Number.NaN : unixMicros(Number(text));
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const fraction = Math.round(Number(`0.${match[7] ?? 0}`) * 1e6);
  const offsetMinutes = match[9] ? Number(`${match[9]}1`) * (Number(match[10]) * 60 + Number(match[11])) : 0;
  return Date.UTC(year, month - 1, day, hour, minute - offsetMinutes, second) * 1_000 + fraction;
}

/** Unix time in seconds, or in milli-, micro- or nanoseconds: each is told by its size, from 1973 to the year 5138. */
function unixMicros(time: number): number {
  if (time < 1e11) return Math.round(time * 1e6);
  if (time < 1e14) return Math.round(time * 1e3);
  return Math.round(time < 1e17 ? time : time / 1e3);
}
