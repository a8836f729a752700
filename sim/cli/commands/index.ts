import type { CommandEntry } from "../command-entry.js";

/** The commands of `sim`, in the order of its help. */
export const commands: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "write a scenario to start from",
    complete: async (command) => (await import("./init.js")).init(command),
  },
  {
    name: "run",
    summary: "predict cost, p99 and losses of a scenario",
    complete: async (command) => (await import("./run.js")).run(command),
  },
  {
    name: "compare",
    summary: "hold configurations against each other, seed by seed",
    complete: async (command) => (await import("./compare.js")).compare(command),
  },
  {
    name: "sweep",
    summary: "simulate every combination of some values",
    complete: async (command) => (await import("./sweep.js")).sweep(command),
  },
  {
    name: "optimize",
    summary: "find the cheapest combination whose objectives hold",
    complete: async (command) => (await import("./optimize.js")).optimize(command),
  },
  {
    name: "canary",
    summary: "say how large and how long each step of a canary must be",
    complete: async (command) => (await import("./canary.js")).canary(command),
  },
  {
    name: "history",
    summary: "tell the trend of nightly verifications, and what drifts",
    complete: async (command) => (await import("./history.js")).history(command),
  },
  {
    name: "report",
    summary: "draw results as one page, or as SVG files",
    complete: async (command) => (await import("./report.js")).report(command),
  },
  {
    name: "worker",
    summary: "compute the replications of experiments that are called elsewhere",
    complete: async (command) => (await import("./worker.js")).worker(command),
  },
  {
    name: "merge",
    summary: "join the parts of an experiment that ran on many machines",
    complete: async (command) => (await import("./merge.js")).merge(command),
  },
  {
    name: "sensitivity",
    summary: "say which unknown moves cost and p99 most",
    complete: async (command) => (await import("./sensitivity.js")).sensitivity(command),
  },
  {
    name: "explain",
    summary: "print a scenario with every default filled in",
    complete: async (command) => (await import("./explain.js")).explain(command),
  },
  {
    name: "validate",
    summary: "say every problem of scenario files",
    complete: async (command) => (await import("./validate.js")).validate(command),
  },
  {
    name: "schema",
    summary: "print the JSON Schema of a scenario, for editors",
    complete: async (command) => (await import("./schema.js")).schema(command),
  },
  {
    name: "size",
    summary: "compute task sizes, counts, packing and cost in closed form",
    complete: async (command) => (await import("./size.js")).size(command),
  },
  {
    name: "prices",
    summary: "show the prices behind a bill, or read newer ones of AWS's",
    complete: async (command) => (await import("./prices.js")).prices(command),
  },
  {
    name: "load",
    summary: "drive real HTTP and WebSocket load, and measure",
    complete: async (command) => (await import("./load.js")).load(command),
  },
  {
    name: "staging",
    summary: "stand a local fleet of real processes up, and down",
    complete: async (command) => (await import("./staging.js")).staging(command),
  },
  {
    name: "verify",
    summary: "predict, drive the same load, and say how far off the prediction was",
    complete: async (command) => (await import("./verify.js")).verify(command),
  },
  {
    name: "calibrate",
    summary: "find service times and CPU per request from a measurement",
    complete: async (command) => (await import("./calibrate.js")).calibrate(command),
  },
  {
    name: "drill",
    summary: "stop tasks while load runs, and look up every acknowledged write",
    complete: async (command) => (await import("./drill.js")).drill(command),
  },
  {
    name: "completion",
    summary: "print a script with which a shell completes calls",
    complete: async (command) => (await import("./completion.js")).completion(command, commands),
  },
];
