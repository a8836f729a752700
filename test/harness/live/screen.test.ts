import { expect, test } from "vitest";
import { liveLine, liveScreen } from "../../../harness/live/screen.js";
import { RedrawnScreen, sparseLines } from "../../../harness/live/view.js";
import type { Estimate } from "../../../sim/facts/estimates.js";
import type { ServiceOutcome } from "../../../sim/outcome/outcome.js";
import { progress, serviceSnapshot } from "./facts.js";

const answers = Array.from({ length: 100 }, (_, i) => 10 + i / 10);
const options = { columns: 100, color: false };
const range = (low: number, high: number): Estimate => ({ value: low, low, high, predictedRange: [low, high] });
const predicted = (p50: Estimate, p99: Estimate) => ({ web: { latencyMs: { p50, p99 } } as unknown as ServiceOutcome });

test("shows how far the run has come, the rates asked and sent, latencies beside the prediction, and errors by cause", () => {
  const services = { web: serviceSnapshot(answers, 20) };
  const facts = progress(services, { predicted: predicted(range(9, 16), range(15, 40)), running: { web: 4 } });
  const lines = liveScreen(facts, options).split("\n");
  expect(lines.slice(0, 4)).toEqual([
    "small · seed 1",
    "1:12 of 2:00, 0:48 left",
    "",
    "asked 100.0/s, sent 99.6/s · 10 in flight, 120 ended",
  ]);
  expect(lines[5]).toMatch(/^ +p50 +predicted +p99 +predicted +failed +tasks$/);
  expect(lines[6]).toMatch(/^web +15(\.\d)? ms +9 ms–16 ms +10 s +15 ms–40 ms +16\.7 % +4$/);
  expect(lines.at(-1)).toBe("errors: timeout 20");
});

test("counts down to time zero, and says when only answers are missing", () => {
  const services = { web: serviceSnapshot([]) };
  expect(liveScreen(progress(services, { now: -9_500_000 }), options)).toContain("warming up, 0:10 before time zero");
  expect(liveScreen(progress(services, { now: 120_100_000 }), options)).toContain("waiting for the last answers");
  expect(liveScreen(progress(services), options)).toContain("no errors");
});

test("fits 100 x 20 and narrower terminals, whatever there is to say", () => {
  const names = Array.from({ length: 40 }, (_, i) => `a-service-with-a-rather-long-name-${i}`);
  const services = Object.fromEntries(names.map((name) => [name, serviceSnapshot(answers, 3)]));
  const facts = progress(services, { title: "x".repeat(200), predicted: {}, running: {} });
  for (const columns of [200, 100, 60, 20]) {
    const lines = liveScreen(facts, { columns, color: false }).split("\n");
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.min(100, columns));
  }
  expect(liveScreen(facts, options)).toContain("... and 30 more services");
});

test("shows failures and tasks beside both predictions on a terminal of 80 columns", () => {
  const services = { "chat-gateway": serviceSnapshot(answers, 20) };
  const band = { latencyMs: { p50: range(81.7, 1_070), p99: range(1_050, 12_300) } } as unknown as ServiceOutcome;
  const facts = progress(services, { predicted: { "chat-gateway": band }, running: { "chat-gateway": 12 } });
  const [header, row] = liveScreen(facts, { columns: 79, color: false }).split("\n").slice(5, 7);
  expect(header).toMatch(/failed +tasks$/);
  expect(row).toMatch(/^chat-gateway .*81\.7 ms–1\.07 s.*1\.05 s–12\.3 s +16\.7 % +12$/);
});

test("is in one line for a log", () => {
  const line = liveLine(progress({ web: serviceSnapshot(answers, 20) }));
  expect(line).toMatch(/^1:12 of 2:00, 0:48 left · asked 100\.0\/s.* · web p50 15\.\d ms, p99 10 s · timeout 20$/);
});

test("is at most one whole line every half minute for a log, and none of a short run", () => {
  const written: string[] = [];
  let now = 0;
  const write = sparseLines({ write: (text: string) => written.push(text) > 0 }, () => now);
  for (now = 0; now < 90_000; now += 200) write(() => `${now / 1_000} s`);
  expect(written).toEqual(["30 s\n", "60 s\n"]);
});

test("has colours only when they are wanted", () => {
  const facts = progress({ web: serviceSnapshot(answers, 20) });
  expect(liveScreen(facts, { columns: 100, color: true })).toContain("\x1b[31m");
  expect(liveScreen(facts, options)).not.toContain("\x1b");
});

test("is redrawn in place and leaves a clean terminal with its cursor", () => {
  const written: string[] = [];
  const view = new RedrawnScreen({ columns: 80, write: (text: string) => written.push(text) > 0 }, false);
  const facts = progress({ web: serviceSnapshot(answers) });
  for (const now of [1e6, 2e6, 3e6]) view.update({ ...facts, now });
  view.stop();
  expect(shown(written.join(""))).toEqual({ lines: [""], row: 0, isCursorShown: true });
  view.stop();
  expect(shown(written.slice(0, -1).join("")).lines[1]).toBe("0:03 of 2:00, 1:57 left");
});

/** What a terminal shows after these characters; it knows only the controls that the screen uses. */
function shown(text: string) {
  const lines = [""];
  let [row, column, isCursorShown] = [0, 0, true];
  for (const [token, up, control] of text.replaceAll("\x1b", "␛").matchAll(/␛\[(\d*)(A|K|J)|␛\[\?25[lh]|[\s\S]/g)) {
    if (control === "A") row -= Number(up);
    else if (control === "K") lines[row] = lines[row].slice(0, column);
    else if (control === "J") lines.splice(row, lines.length, lines[row].slice(0, column));
    else if (token.startsWith("␛")) isCursorShown = token.endsWith("h");
    else if (token === "\r") column = 0;
    else if (token === "\n") {
      column = 0;
      lines[++row] ??= "";
    } else {
      lines[row] = lines[row].slice(0, column) + token + lines[row].slice(column + 1);
      column++;
    }
  }
  return { lines, row, isCursorShown };
}
