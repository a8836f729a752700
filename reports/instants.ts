const minuteMs = 60_000;

/** Turns microseconds since `start`, an ISO instant with an offset, into ISO instants with that same offset. */
export function instants(start: string): (at: number) => string {
  const offset = /(Z|[+-]\d\d:\d\d)$/.exec(start)?.[0] ?? "Z";
  const originMs = Date.parse(start) + offsetMs(offset);
  return (at) => {
    const wallClock = new Date(originMs + Math.floor(at / 1000)).toISOString();
    return `${wallClock.replace(/\.000Z$|Z$/, "")}${offset}`;
  };
}

function offsetMs(offset: string): number {
  if (offset === "Z") return 0;
  const [hours, minutes] = offset.slice(1).split(":").map(Number);
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * minuteMs;
}
