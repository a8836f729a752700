import assert from "node:assert";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { commands } from "../../sim/cli/commands/index.js";
import { failureOf, WrongCall } from "../../sim/cli/failures.js";
import { workersOption } from "../../sim/cli/options.js";
import { program } from "../../sim/cli/program.js";
import { templates } from "../../sim/cli/templates/index.js";
import { type Exit, emptyFolder, sim } from "./sim.js";

const names = commands.map(({ name }) => name);

describe("help", () => {
  test("--version prints the version of the package", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(sim(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("sim help run is the help of sim run", async () => {
    const asked = await call(["help", "run"]);
    expect(asked.code).toBe(0);
    expect(asked).toEqual(await call(["run", "--help"]));
  });

  test("sim help staging up and sim staging help up are the help of sim staging up", async () => {
    const asked = await call(["staging", "up", "--help"]);
    expect(asked).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("Usage: sim staging up") });
    expect(await call(["help", "staging", "up"])).toEqual(asked);
    expect(await call(["staging", "help", "up"])).toEqual(asked);
  });

  test("--help names every command and every exit code", () => {
    const { code, stdout, stderr } = sim(["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    for (const name of names) expect(stdout).toContain(`\n  ${name}`);
    expect(stdout).toContain("3 an objective was missed");
  });

  test.each(names)("sim help %s gives an example, in at most 100 columns", async (name) => {
    const { stdout } = await call([name, "--help"]);
    expect(stdout).toContain(`\n  $ sim ${name}`);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

test("more threads than a few for each core are not asked for", () => {
  const workers = (text: string) => new Command().addOption(workersOption()).parse(["", "", "--workers", text]).opts();
  expect([workers("3").workers, workers("99999").workers <= Math.max(16, 4 * availableParallelism())]).toEqual([
    3,
    true,
  ]);
});

describe("a wrong call", () => {
  test("exits 2, says what to do and shows no stack", () => {
    const { code, stdout, stderr } = sim(["run", "nowhere.yaml"], emptyFolder());
    expect(stderr).toContain("nowhere.yaml: no such file");
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test.each([
    [["rnu", "fleet.yaml"], "Did you mean run?"],
    [["help", "frob"], "error: unknown command 'frob'"],
    [["help", "explian"], "unknown command 'explian'\n(Did you mean explain?)"],
    [["help", "run", "frob"], "error: unknown command 'frob'"],
    [["help", "staging", "statsu"], "Did you mean status?"],
    [["staging", "help", "frob"], "error: unknown command 'frob'"],
    [["staging", "frob"], "error: unknown command 'frob'"],
    [["staging", "statsu"], "Did you mean status?"],
    [["prices", "frob"], "error: unknown command 'frob'"],
    [["prices", "help", "shwo"], "Did you mean show?"],
    [["run", "fleet.yaml", "--seeds", "1"], "Did you mean --seed?"],
    [["run"], "missing required argument"],
    [["run", "fleet.yaml", "--seed", "one"], "expected a whole number"],
    [["run", "fleet.yaml", "--format", "xml"], "Allowed choices are text, json, csv, markdown"],
    [["run", "fleet.yaml", "--out", ""], "expected a path"],
    [["load", "fleet.yaml", "--out", ""], "expected a path"],
    [["verify", "fleet.yaml", "--out", ""], "expected a path"],
    [["drill", "fleet.yaml", "--out", ""], "expected a path"],
    [["init", "--force", "--file", "."], ".: is a directory"],
    [["init", "lamda"], "Allowed choices are web-service, chatbot"],
  ])("%j is told what to do instead", async (args, message) => {
    const { code, stdout, stderr } = await call(args);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

describe("failures", () => {
  test("a full disk and a denied access are the environment's, and name the file", () => {
    const error = Object.assign(new Error("write"), { code: "ENOSPC", path: "out/outcome.json" });
    expect(failureOf(error)).toEqual({ code: 6, lines: ["out/outcome.json: the disk is full (ENOSPC)"] });
  });

  test("what nobody expected is our bug, with version and stack", () => {
    const { code, lines } = failureOf(new Error("impossible"));
    expect(code).toBe(1);
    expect(lines.join("\n")).toMatch(/this is a bug in fleetcast \d+\.\d+\.\d+ .*impossible\n\s+at /s);
  });

  test("the stack of a bug in the bundled command points into the module that it is bundled from", () => {
    const placeOf = (file: string) => {
      const url = new URL(`../../dist/${file}`, import.meta.url);
      const lines = readFileSync(url, "utf8").split("\n");
      const line = lines.findIndex((each) => each.includes("async function call("));
      return `${url.href}:${line + 1}:${lines[line].indexOf("call(") + 1}`;
    };
    const error = new Error("impossible");
    error.stack = `Error: impossible\n    at call (${placeOf("bin/chunks/program.js")})`;
    expect(failureOf(error).lines[1]).toBe(`Error: impossible\n    at call (${placeOf("sim/cli/program.js")})`);
  });

  test("a wrong call says its lines and no more", () => {
    expect(failureOf(new WrongCall(["first", "second"]))).toEqual({ code: 2, lines: ["first", "second"] });
  });
});

describe("init", () => {
  test.each(templates)(
    "the template $name has at most 15 lines, says what it is for and is valid",
    ({ name, text, command }) => {
      expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(15);
      expect(text).toContain("# ");
      const folder = emptyFolder();
      expect(sim(["init", name], folder)).toEqual({
        code: 0,
        stdout: `fleet.yaml written. Next: sim ${command} fleet.yaml\n`,
        stderr: "",
      });
      expect(readFileSync(join(folder, "fleet.yaml"), "utf8")).toBe(text);
      const { code, stdout, stderr } = sim(["validate", "fleet.yaml"], folder);
      expect([code, stdout]).toEqual([0, "fleet.yaml: valid\n"]);
      expect(stderr).toBe("");
    },
  );

  test("an existing file is replaced only when told to", () => {
    const folder = emptyFolder();
    sim(["init", "--file", "night.yaml"], folder);
    expect(sim(["init", "chatbot", "--file", "night.yaml"], folder)).toMatchObject({ code: 2, stdout: "" });
    expect(readFileSync(join(folder, "night.yaml"), "utf8")).toContain("name: web-service");
    expect(sim(["init", "chatbot", "--file", "night.yaml", "--force"], folder).code).toBe(0);
    expect(readFileSync(join(folder, "night.yaml"), "utf8")).toContain("name: chatbot");
    expect(existsSync(join(folder, "fleet.yaml"))).toBe(false);
  });
});

test("what ends a call stands below what it is only warned of", async () => {
  const path = join(emptyFolder(), "fleet.yaml");
  writeFileSync(path, "extends: chatbot.yaml\nsede: 1\nclock: { duration: 1h }\n");
  const { code, stderr } = await call(["run", path]);
  const [error, ...warnings] = stderr.split("\n").toReversed();
  expect([code, error]).toEqual([2, expect.stringContaining("fleet.yaml:2:1  sede: expected")]);
  expect(warnings).toContainEqual(expect.stringContaining("fleet.yaml:3:20  warning: "));
});

/** What a call that is refused, or asks for help, would print, and its exit code: without a process of its own. */
async function call(args: readonly string[]): Promise<Exit> {
  const [out, err]: string[][] = [[], []];
  const command = await program(args);
  for (const each of [command, ...command.commands, ...command.commands.flatMap(({ commands }) => commands)]) {
    each.configureOutput({ writeOut: (text) => out.push(text), writeErr: (text) => err.push(text) });
  }
  const { code, lines } = await command
    .parseAsync(args, { from: "user" })
    .then(() => assert.fail("it began"), failureOf);
  return { code, stdout: out.join(""), stderr: err.join("") + lines.join("\n") };
}
