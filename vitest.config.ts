import { defineConfig } from "vitest/config";
import { skippedTests } from "./test/support/skipped-tests.js";

/** Tests that compare real time with a prediction: they run when all others are done, so that nothing disturbs them. */
const alone = "test/accuracy/**/*.test.ts";

export default defineConfig({
  test: {
    reporters: ["default", skippedTests],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      // Modules hold no state, so files share them: loading them anew for each file would take a fifth of the time.
      { extends: true, test: { name: "suite", include: ["test/**/*.test.ts"], exclude: [alone], isolate: false } },
      { extends: true, test: { name: "alone", include: [alone], sequence: { groupOrder: 1 } } },
    ],
  },
});
