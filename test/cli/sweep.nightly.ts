import { test } from "vitest";
import { resumedAfterKills } from "./sweeps.js";

test("a sweep of 500 configurations that was killed twice and resumed leaves the bytes of one that nobody disturbed", async () => {
  await resumedAfterKills(500, [150, 700]);
}, 600_000);
