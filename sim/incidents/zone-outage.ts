import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { numericUnit } from "../../scenarios/language/units/unit.js";
import { hasMoment, momentKeys } from "../../workload/when.js";
import { atMoments, defineIncident } from "./incident.js";

export const zoneOutage = defineIncident({
  kind: "zone-outage",
  about: "An availability zone falls silent with every task in it, and takes no launch until it is back.",
  shape: z
    .strictObject({
      ...momentKeys,
      lasts: duration({ min: 1 }).describe("How long the zone is down."),
      zone: zoneNumber().prefault(1).describe("Which zone of the account is down."),
    })
    .refine(hasMoment, "at, cron or both"),
  schedule(config, context) {
    const { lasts, zone } = config;
    const { simulation, services, journal } = context;
    const set = (isDown: boolean) => {
      for (const { name, fleet } of services.values()) {
        if (fleet === null) continue;
        journal(name, "zone-outage", `zone ${zone} is ${isDown ? "down" : "back"}`);
        fleet.setZoneDown(zone - 1, isDown);
      }
    };
    const back = simulation.alarm("zone back", () => set(false));
    atMoments(config, context, "zone outage", (from) => {
      set(true);
      simulation.ring(back, from + lasts - simulation.now);
    });
  },
});

/** AWS's letters are not taken: an account has its own zone a, and a run has only the first, the second and so on. */
function zoneNumber() {
  const range = { min: 1, max: 6 };
  return numericUnit({
    expected: "the number of a zone",
    json: { type: "integer", minimum: range.min, maximum: range.max },
    range,
    limits: {},
    read: (written) => (Number.isInteger(written) ? Number(written) : undefined),
    write: (value) => value,
    hint: (written) => {
      const letter = /(?:^|\d)([a-f])$/.exec(String(written))?.[1];
      return letter && `${"abcdef".indexOf(letter) + 1} for zone ${letter}`;
    },
  });
}
