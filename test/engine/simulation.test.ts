import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Simulation } from "../../sim/engine/simulation.js";
import { PlainSimulation } from "./plain-simulation.js";

type Act =
  | { readonly kind: "after"; readonly delay: number; readonly which: number }
  | { readonly kind: "ring"; readonly delay: number; readonly which: number }
  | { readonly kind: "silence" | "release"; readonly which: number }
  | { readonly kind: "alarm" };

/** What both simulations can do, without the marks that keep events and alarms apart. */
interface Engine {
  now: number;
  event(name: string, handler: (subject: number) => void): number;
  alarm(name: string, handler: (subject: number) => void, subject?: number): number;
  after(delay: number, kind: number, subject: number): void;
  ring(alarm: number, delay: number): void;
  silence(alarm: number): void;
  release(alarm: number): void;
  runUntil(end: number): void;
}

const delay = fc.oneof(fc.nat(3), fc.nat(1_000), fc.constant(1_000_000_000));
const which = fc.nat(50);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("after" as const), delay, which }),
  fc.record({ kind: fc.constant("ring" as const), delay, which }),
  fc.record({ kind: fc.constantFrom("silence" as const, "release" as const), which }),
  fc.record({ kind: fc.constant("alarm" as const) }),
);

/** Plays a script: everything that happens performs the next line of it. Gives what happened, in order. */
function play(engine: Engine, script: readonly (readonly Act[])[]): string[] {
  const happened: string[] = [];
  const alarms: number[] = [];
  let line = 0;
  let subjects = 0;
  const kinds = [0, 1, 2].map((kind) => engine.event(`event ${kind}`, (subject) => happen(`event ${kind}`, subject)));
  const addAlarm = () => alarms.push(engine.alarm("alarm", (subject) => happen("alarm", subject), subjects++));
  const perform = (act: Act) => {
    if (act.kind === "alarm") addAlarm();
    else if (act.kind === "after") engine.after(act.delay, kinds[act.which % 3], subjects++);
    else if (alarms.length > 0) {
      const at = act.which % alarms.length;
      if (act.kind === "ring") engine.ring(alarms[at], act.delay);
      else if (act.kind === "silence") engine.silence(alarms[at]);
      else engine.release(alarms.splice(at, 1)[0]);
    }
  };
  const happen = (kind: string, subject: number) => {
    happened.push(`${engine.now} ${kind} ${subject}`);
    for (const act of script[line++] ?? []) perform(act);
  };
  for (let count = 0; count < 3; count++) addAlarm();
  for (const act of script.flat().slice(0, 20)) perform(act);
  for (const end of [-400, 0, 2, 5_000_000_000]) engine.runUntil(end);
  return happened;
}

test("takes the path of a simulation that keeps everything in one sorted array", () => {
  fc.assert(
    fc.property(fc.array(fc.array(act, { maxLength: 4 }), { maxLength: 120, size: "max" }), (script) => {
      const fast = play(new Simulation(-500) as unknown as Engine, script);
      expect(fast).toEqual(play(new PlainSimulation(-500), script));
    }),
    { numRuns: 300 },
  );
});

describe("at one instant", () => {
  test("events happen in the order they were scheduled, then alarms by number", () => {
    const simulation = new Simulation();
    const happened: string[] = [];
    const late = simulation.alarm("late", () => happened.push("alarm 0"));
    const early = simulation.alarm("early", () => happened.push("alarm 1"));
    const event = simulation.event("event", (subject) => {
      happened.push(`event ${subject}`);
      if (subject === 1) simulation.after(0, event, 3);
    });
    simulation.ring(early, 10);
    simulation.after(10, event, 1);
    simulation.ring(late, 10);
    simulation.after(10, event, 2);
    simulation.runUntil(10);
    expect(happened).toEqual(["event 1", "event 2", "event 3", "alarm 0", "alarm 1"]);
  });

  test("an alarm that another handler sets to now rings now, once", () => {
    const simulation = new Simulation();
    const happened: string[] = [];
    const other = simulation.alarm("other", () => happened.push(`other at ${simulation.now}`));
    const event = simulation.event("event", () => simulation.ring(other, 0));
    simulation.ring(other, 100);
    simulation.after(7, event, 0);
    simulation.runUntil(1_000);
    expect(happened).toEqual(["other at 7"]);
  });
});

describe("an alarm", () => {
  test("that its handler does not set again falls silent", () => {
    const simulation = new Simulation();
    let rings = 0;
    const alarm = simulation.alarm("once", () => rings++);
    simulation.ring(alarm, 5);
    simulation.runUntil(1_000);
    expect([rings, simulation.ringsAt(alarm)]).toEqual([1, Infinity]);
  });

  test("that its handler sets again keeps ringing, as an arrival stream does", () => {
    const simulation = new Simulation(-20);
    const rings: number[] = [];
    const alarm = simulation.alarm("stream", () => {
      rings.push(simulation.now);
      simulation.ring(alarm, 10);
    });
    simulation.ring(alarm, 0);
    simulation.runUntil(15);
    expect(rings).toEqual([-20, -10, 0, 10]);
    expect(simulation.ringsAt(alarm)).toBe(20);
  });

  test("may be released inside its own handler, and its number serve another at once", () => {
    const simulation = new Simulation();
    const happened: string[] = [];
    const first = simulation.alarm("first", (subject) => {
      happened.push(`first of ${subject}`);
      simulation.release(first);
      const second = simulation.alarm("second", (other) => happened.push(`second of ${other}`), 9);
      expect(second).toBe(first);
      simulation.ring(second, 4);
    });
    simulation.ring(first, 1);
    simulation.runUntil(100);
    expect(happened).toEqual(["first of 0", "second of 9"]);
  });

  test("that is silenced does not ring", () => {
    const simulation = new Simulation();
    const alarm = simulation.alarm("never", () => expect.unreachable());
    simulation.ring(alarm, 5);
    simulation.silence(alarm);
    simulation.runUntil(1_000);
    expect(simulation.happened).toBe(0);
  });
});

describe("the clock", () => {
  test.each([-1, Number.NaN])("refuses %f, naming the event or the alarm", (delay) => {
    const simulation = new Simulation();
    const event = simulation.event("wait step finished", () => {});
    const alarm = simulation.alarm("client timeout", () => {});
    expect(() => simulation.after(delay, event, 0)).toThrow(/"wait step finished"/);
    expect(() => simulation.ring(alarm, delay)).toThrow(/"client timeout"/);
  });

  test("stands at the end of the run, and what is due exactly then has happened", () => {
    const simulation = new Simulation();
    const instants: number[] = [];
    const event = simulation.event("event", () => instants.push(simulation.now));
    simulation.after(50, event, 0);
    simulation.after(51, event, 0);
    simulation.runUntil(50);
    expect([instants, simulation.now]).toEqual([[50], 50]);
    simulation.runUntil(60);
    expect([instants, simulation.now]).toEqual([[50, 51], 60]);
  });

  test("stands still where a handler stopped the run, and goes on from there", () => {
    const simulation = new Simulation();
    const instants: number[] = [];
    const event = simulation.event("event", () => {
      instants.push(simulation.now);
      simulation.stop();
    });
    for (const at of [10, 10, 20]) simulation.after(at, event, 0);
    simulation.runUntil(100);
    expect([instants, simulation.now]).toEqual([[10], 10]);
    simulation.runUntil(100);
    simulation.runUntil(100);
    expect(instants).toEqual([10, 10, 20]);
  });
});

describe("the digest", () => {
  interface Step {
    readonly delay: number;
    readonly kind: number;
    readonly subject: number;
  }
  const digest = (path: readonly Step[]) => {
    const simulation = new Simulation();
    const kinds = [0, 1, 2, 3].map((kind) => simulation.event(`event ${kind}`, () => {}));
    for (const { delay, kind, subject } of path) {
      simulation.after(delay, kinds[kind], subject);
      simulation.runUntil(simulation.now + delay);
    }
    return simulation.digest;
  };
  const step = fc.record({ delay: fc.nat(1_000_000), kind: fc.nat(3), subject: fc.nat(100_000) });
  const path = fc.array(step, { minLength: 1, maxLength: 40 });

  test("is the same for the same path", () => {
    fc.assert(
      fc.property(path, (steps) => {
        expect(digest(steps)).toBe(digest(steps));
      }),
    );
  });

  test("differs when one event is of another kind or about another subject, wherever it stands", () => {
    fc.assert(
      fc.property(path, fc.nat(), fc.integer({ min: 1, max: 3 }), (steps, which, by) => {
        const at = which % steps.length;
        const { kind, subject } = steps[at];
        const otherKind = steps.with(at, { ...steps[at], kind: (kind + by) % 4 });
        const otherSubject = steps.with(at, { ...steps[at], subject: subject + by });
        expect(digest(otherKind)).not.toBe(digest(steps));
        expect(digest(otherSubject)).not.toBe(digest(steps));
      }),
    );
  });

  test("differs when the last event comes a microsecond later", () => {
    fc.assert(
      fc.property(path, (steps) => {
        const last = steps[steps.length - 1];
        expect(digest(steps.with(-1, { ...last, delay: last.delay + 1 }))).not.toBe(digest(steps));
      }),
    );
  });

  test("differs when an event is missing", () => {
    fc.assert(
      fc.property(path, (steps) => {
        expect(digest(steps.slice(0, -1))).not.toBe(digest(steps));
      }),
    );
  });
});
