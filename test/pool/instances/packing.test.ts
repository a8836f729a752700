import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instancesFor } from "../../../sim/capacity/packing.js";
import type { Seat } from "../../../sim/capacity/providers/index.js";
import { Group } from "./group.js";

/** A task of so many vCPUs and GiB. */
const sizes = fc.record({ vcpu: fc.constantFrom(0.25, 0.5, 1, 2, 4), gib: fc.constantFrom(0.5, 1, 2, 4, 8, 16) });
const acts = fc.array(fc.oneof(sizes, fc.record({ leaves: fc.nat(50) })), { minLength: 1, maxLength: 120 });

/** An instance of 8 vCPU and 16 GiB as a reader would keep it: the list of its tasks. */
interface Plain {
  readonly tasks: { vcpu: number; gib: number; seat: Seat }[];
}

const sum = (plain: Plain, of: "vcpu" | "gib") => plain.tasks.reduce((all, task) => all + task[of], 0);
const free = (plain: Plain) => (1 - sum(plain, "vcpu") / 8 + (1 - sum(plain, "gib") / 16)) / 2;

describe.each(["binpack", "spread"] as const)("%s", (placement) => {
  test("puts each task where looking at every instance would, and none beyond what an instance has", () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const group = new Group({ leads: true, provider: "EC2", keys: { placement } });
        group.group.begin(6);
        const plain: Plain[] = Array.from({ length: 6 }, () => ({ tasks: [] }));
        for (const act of sequence) {
          if ("leaves" in act) {
            const all = plain.flatMap(({ tasks }) => tasks);
            const leaving = all[act.leaves % Math.max(1, all.length)];
            if (leaving === undefined) continue;
            group.provider.leave(leaving.seat);
            for (const { tasks } of plain) if (tasks.includes(leaving)) tasks.splice(tasks.indexOf(leaving), 1);
            continue;
          }
          const { vcpu, gib } = act;
          const fits = plain.filter((one) => sum(one, "vcpu") + vcpu <= 8 && sum(one, "gib") + gib <= 16);
          const value = (one: Plain) => (placement === "binpack" ? free(one) : one.tasks.length);
          const best = fits.reduce<Plain | null>((a, b) => (a === null || value(b) < value(a) - 1e-12 ? b : a), null);
          const seat = group.ask(0, { vcpu, memoryMib: gib * 1_024 });
          expect(typeof seat === "object").toBe(best !== null);
          if (typeof seat === "string") continue;
          const ordinal = (seat.host as unknown as { readonly ordinal: number }).ordinal;
          expect(ordinal).toBe(plain.indexOf(best!));
          best!.tasks.push({ vcpu, gib, seat });
        }
        for (const { room, free, ordinal } of group.group.inService) {
          expect(room.cpu - free.cpu).toBeCloseTo(sum(plain[ordinal], "vcpu"), 9);
          expect(free.cpu).toBeGreaterThanOrEqual(-1e-9);
          expect(free.memory).toBeGreaterThanOrEqual(-1e-9);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});

test("tasks of one size need as many instances as `sim size` says of them", () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 60 }), ({ vcpu, gib }, count) => {
      const group = new Group({ provider: "EC2", task: { vcpu, memoryMib: gib * 1_024 } });
      for (let task = 0; task < count; task++) group.seated(0, { vcpu, memoryMib: gib * 1_024 });
      const size = { cpu: vcpu, memory: gib * 1_024 };
      expect(group.group.pending).toBe(instancesFor([{ size, count }], { cpu: 8, memory: 16_384 }));
    }),
    { seed: 8, numRuns: 60 },
  );
});

test("what the agent and daemons keep is no room, and a soft memory limit takes less of it", () => {
  const slots = (keys: object) => {
    const group = new Group({ leads: true, provider: "EC2", keys });
    group.group.begin(1);
    return group.group.slots({ vcpu: 1, memoryMib: 2_048 });
  };
  expect(slots({})).toBe(8); // 16 GiB by the data sheet
  expect(slots({ reserve: {} })).toBe(7); // 512 MiB less hold seven of 2 GiB
  expect(slots({ reserve: {}, memoryReservation: "70 %" })).toBe(8);
  expect(slots({ reserve: { cpu: "0.5 vCPU" }, memoryReservation: "70 %" })).toBe(7);
});

test("what tasks reserved of what was bought is told, and the rest of it", () => {
  const group = new Group({ leads: true, provider: "EC2" });
  group.group.begin(1);
  for (let task = 0; task < 4; task++) group.seated(0, { vcpu: 1, memoryMib: 1_024 });
  group.at(1_800);
  group.seated(0, { vcpu: 2, memoryMib: 4_096 });
  group.at(3_600).group.end();
  const { usage } = group.group;
  expect([usage.vcpuHours, usage.vcpuHoursTaken]).toEqual([8, 4 + 1]);
  expect([usage.memoryMibHours / 1_024, usage.memoryMibHoursTaken / 1_024]).toEqual([16, 4 + 2]);
});
