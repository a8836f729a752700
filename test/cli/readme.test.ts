import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyFolder, sim } from "./sim.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const example = blockOf("region: us-east-1");

function validated(text: string) {
  const folder = emptyFolder();
  writeFileSync(join(folder, "fleet.yaml"), text);
  return sim(["validate", "fleet.yaml"], folder);
}

test("the scenario that README.md shows is valid, without a warning", () => {
  expect(validated(example)).toEqual({ code: 0, stdout: expect.stringMatching(/valid/), stderr: "" });
});

test("with three mistakes in it `sim validate` prints what README.md shows", () => {
  const damaged = example.replace("to: web", "to: wbe").replace("trough: 10/s", "trough: 10").replace("2 GB", "16 GB");
  const [command, ...shown] = blockOf("$ sim validate").trimEnd().split("\n");
  const { code, stdout, stderr } = validated(damaged);
  const printed = `${stdout}${stderr}`.split("\n").filter((line) => line.startsWith("fleet.yaml:"));
  expect({ command, code, printed }).toEqual({ command: "$ sim validate fleet.yaml", code: 2, printed: shown });
});

/** The code block of README.md that begins with these characters, without its fences. */
function blockOf(begin: string): string {
  const blocks = [...readme.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, block]) => block);
  const found = blocks.find((block) => block.startsWith(begin));
  if (found === undefined) throw new Error(`no block of README.md begins with ${begin}`);
  return found;
}
