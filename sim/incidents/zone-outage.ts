import { z } from "zod";
import { duration, integer } from "../../scenarios/language/index.js";
import { instant, instantOf } from "../../workload/instant.js";
import { defineIncident, once } from "./incident.js";

export const zoneOutage = defineIncident({
  kind: "zone-outage",
  about: "An availability zone goes down with every task in it, and takes no launch until it is back.",
  shape: z.strictObject({
    at: instant(),
    lasts: duration({ min: 1 }),
    /** Number of the zone, from 1. */
    zone: integer({ min: 1, max: 6 }).prefault(1),
  }),
  schedule({ at, lasts, zone }, { simulation, clock, services, journal }) {
    const set = (isDown: boolean) => {
      for (const service of services.values()) {
        journal(service.name, "zone-outage", `zone ${zone} is ${isDown ? "down" : "back"}`);
        service.setZoneDown(zone - 1, isDown);
      }
    };
    const from = instantOf(at, clock);
    once(simulation, "zone outage", from, () => set(true));
    once(simulation, "zone back", from + lasts, () => set(false));
  },
});
