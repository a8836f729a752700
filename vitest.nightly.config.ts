import { defineConfig } from "vitest/config";
import { skippedTests } from "./test/support/skipped-tests.js";

/** Tests that take too long for every change: `npm run test:nightly`. One file at a time, since some compare real time. */
export default defineConfig({
  test: {
    reporters: ["default", skippedTests],
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    maxWorkers: 1,
    include: ["test/**/*.nightly.ts"],
  },
});
