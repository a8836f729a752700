import { defineConfig } from "vitest/config";

/** Tests that take too long for every change: `npm run test:nightly`. One file at a time, since some compare real time. */
export default defineConfig({
  test: {
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    maxWorkers: 1,
    include: ["test/**/*.nightly.ts"],
  },
});
