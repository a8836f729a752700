import type { ServiceRule } from "./kind.js";

interface Served {
  readonly request?: unknown;
  readonly classes?: unknown;
}

/** A service that others call, or that gets messages, says what is asked of it in one way. */
export const oneRequest: ServiceRule<Served> = {
  code: "request-and-classes",
  check({ request, classes }, { at }, report) {
    if (request === undefined || classes === undefined) return;
    const hint = "give the lone request a name and a weight among the classes";
    report([...at, "request"], { severity: "error", expected: "either request or classes", got: "both", hint });
  },
};
