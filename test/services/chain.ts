import { Simulation } from "../../sim/engine/simulation.js";
import { Callees, callsOf } from "../../workload/calls.js";
import type { Demand } from "../../workload/demand.js";
import { classesOf } from "../../workload/demand-shape.js";
import { requestClassesShape, requestShape } from "../../workload/requests.js";
import { tablesOf } from "../workload/fixture.js";
import { ms, Path, type PathOptions, visits } from "./path.js";

/** A service of a chain: what a call asks of it, and its tasks. */
export interface Link extends Pick<PathOptions, "task" | "tasks"> {
  readonly request?: object;
  readonly classes?: readonly object[];
}

/** The paths of services that call each other; requests come to `web` alone. */
export class Chain {
  readonly simulation = new Simulation();
  readonly paths: ReadonlyMap<string, Path>;
  /** What comes from outside. */
  readonly demand: Demand;

  constructor(web: PathOptions, links: Readonly<Record<string, Link>>) {
    const served = Object.entries(links).map(([name, { request, classes }]) => {
      const written = classes
        ? { classes: requestClassesShape.parse(classes) }
        : { request: requestShape.parse(request) };
      return [name, classesOf(written)] as const;
    });
    const { simulation } = this;
    const callees = new Callees(new Map(served), tablesOf());
    // Every path finds the same calls: those of the demand that comes to web.
    const demand = visits(web, callees);
    this.demand = demand;
    const linkOf = (name: string) => ({ simulation, callees, calls: callsOf(name, [demand]) });
    const called = Object.entries(links).map(([name, { task, tasks }]): [string, Path] => [
      name,
      new Path({ ...(task && { task }), ...(tasks !== undefined && { tasks }), arrivals: [], chain: linkOf(name) }),
    ]);
    this.paths = new Map([["web", new Path({ ...web, demand, chain: linkOf("web") })], ...called]);
    for (const { service } of this.paths.values()) service.callTo((name) => this.of(name).service);
  }

  of(name: string): Path {
    return this.paths.get(name)!;
  }

  until(milliseconds: number): this {
    this.simulation.runUntil(ms(milliseconds));
    return this;
  }

  at(milliseconds: number, action: () => void): this {
    this.of("web").at(milliseconds, action);
    return this;
  }
}
