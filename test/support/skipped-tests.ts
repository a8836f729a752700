import type { Reporter } from "vitest/node";

/** Tells each test that did not run, by name and with the reason: a log says what its machine could not show. */
export const skippedTests: Reporter = {
  onTestRunEnd(modules) {
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const result = test.result();
        const why = result.state === "skipped" && result.note ? `: ${result.note}` : "";
        process.stdout.write(`skipped  ${module.relativeModuleId} > ${test.fullName}${why}\n`);
      }
    }
  },
};
