import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { program } from "../../sim/cli/program.js";
import { callsOf, filesOf, missingLine, pages } from "./page.js";

const root = new URL("../../", import.meta.url);

test.each(pages)("%s shows files as they are, and commands that are understood", async (page) => {
  for (const { path, text } of filesOf(page)) {
    if (path.includes("/")) expect(readFileSync(new URL(path, root), "utf8")).toBe(text);
  }
  for (const words of callsOf(page)) expect([words, await misunderstood(words)]).toEqual([words, []]);
});

/** The words of a call that name no command, no option and no shipped file that is there. */
async function misunderstood([name, ...rest]: readonly string[]): Promise<string[]> {
  const sim = await program([name, ...rest]);
  const command = sim.commands.find((each) => each.name() === name);
  if (command === undefined) return [name];
  const sub = command.commands.find((each) => each.name() === rest[0]);
  const { operands, unknown } = (sub ?? command).parseOptions(sub === undefined ? rest : rest.slice(1));
  const isMissing = (path: string) =>
    /^(?:scenarios|examples)\//.test(path) && !existsSync(fileURLToPath(new URL(path, root)));
  return [
    ...unknown.filter((word) => word !== "--help"),
    ...operands.map((path) => path.split(":")[0]).filter(isMissing),
  ];
}

test.each([
  { shown: ["a", "b"], printed: ["a", "b"], missing: null },
  { shown: ["a", "…", "d"], printed: ["a", "b", "c", "d"], missing: null },
  { shown: ["…", "c"], printed: ["a", "b", "c"], missing: null },
  { shown: ["a", "…"], printed: ["a", "b", "c"], missing: null },
  { shown: ["a", "b"], printed: ["a", "b", "c"], missing: "c" },
  { shown: ["a", "c"], printed: ["a", "b"], missing: "c" },
  { shown: ["…", "b 2", "…"], printed: ["a", "b 1", "c"], missing: "b 2" },
])("$shown against $printed lacks $missing", ({ shown, printed, missing }) => {
  expect(missingLine(shown, printed)).toBe(missing);
});
