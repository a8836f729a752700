import { expect, test } from "vitest";
import { WaitingLine } from "../../../harness/http/exchanges.js";
import { keyed } from "../../../workload/random.js";

test("a waiting line serves the first that has not left, as a searched list does", () => {
  const line = new WaitingLine<{ isWaiting: boolean }>();
  const list: { isWaiting: boolean }[] = [];
  for (let step = 0; step < 20_000; step++) {
    const chance = keyed(1, "step", step);
    if (chance < 0.5) {
      const one = { isWaiting: true };
      line.push(one);
      list.push(one);
    } else if (chance < 0.75 && list.length > 0) {
      const [left] = list.splice(Math.floor(keyed(1, "who", step) * list.length), 1);
      left.isWaiting = false;
      line.leave();
    } else expect(line.shift()).toBe(list.shift() ?? null);
    expect(line.count).toBe(list.length);
  }
});
