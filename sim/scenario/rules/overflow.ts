import { overflowsOf } from "../../services/service-shape.js";
import type { ScenarioRule } from "./rule.js";

/** Services that hand over to each other in a circle would pass a request on for ever; told at the one that closes it. */
export const overflowCircles: ScenarioRule = () => ({
  code: "overflow-circle",
  check({ services }, report) {
    const overflows = overflowsOf(services);
    const told = new Set<string>();
    for (const name of overflows.keys()) {
      const path = [name];
      for (let to = overflows.get(name); to !== undefined && !told.has(to); to = overflows.get(to)) {
        const from = path.indexOf(to);
        path.push(to);
        if (from < 0) continue;
        const circle = path.slice(from);
        for (const each of circle) told.add(each);
        report(["services", circle.at(-2)!, "overflow", "to"], {
          severity: "error",
          expected: "a service that does not hand over to this one again",
          got: circle.join(" → "),
          hint: "leave out this overflow: requests that find no room then fail by 503",
        });
        break;
      }
    }
  },
});
