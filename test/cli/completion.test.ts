import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../sim/cli/commands/index.js";
import { completedCalls } from "../../sim/cli/completion/calls.js";
import { emptyFolder, main, sim } from "./sim.js";

const hasShell = (name: string) => spawnSync(name, ["-c", "exit 0"]).status === 0;

/** A folder with two scenarios, something else and a folder. */
function folder(): string {
  const made = emptyFolder();
  writeFileSync(join(made, "fleet.yaml"), "region: us-east-1\nvariants: { spot: {}, arm64: {} }\n");
  writeFileSync(join(made, "fine.yml"), "");
  writeFileSync(join(made, "notes.txt"), "");
  mkdirSync(join(made, "runs"));
  return made;
}

let script: string | undefined;

/** What a real bash offers for a line whose last word is being typed. */
function offered(...line: readonly string[]): readonly string[] {
  script ??= sim(["completion", "bash"]).stdout;
  const ask = [
    `sim() { ${JSON.stringify(process.execPath)} ${JSON.stringify(main)} "$@"; }`,
    'eval "$SCRIPT"; COMP_WORDS=(sim "$@"); COMP_CWORD=$(($#)); _sim',
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join("\n");
  const options = { cwd: folder(), encoding: "utf8", env: { ...process.env, SCRIPT: script } } as const;
  const { stdout, stderr } = spawnSync("bash", ["-c", ask, "bash", ...line], options);
  expect(stderr).toBe("");
  return stdout.split("\n").filter(Boolean).sort();
}

test("every command is there, and every option of it, as its help has them", async () => {
  const calls = await completedCalls(commands);
  const [whole, ...all] = calls;
  expect(whole.below).toEqual(commands.map(({ name }) => name));
  expect(all.map(({ words }) => words.join(" "))).toEqual(expect.arrayContaining(["run", "staging up", "prices show"]));
  const run = all.find(({ words }) => words.join(" ") === "run")!;
  const { stdout } = sim(["run", "--help"]);
  const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
  expect(run.options.flatMap((option) => option.flags).filter((flag) => flag.startsWith("--"))).toEqual(flags);
  expect(run.options.find((option) => option.flags.includes("--format"))!.value).toMatchObject({ sort: "words" });
});

describe.skipIf(!hasShell("bash"))("bash offers", () => {
  test("commands, and commands below them", () => {
    expect(offered("sen")).toEqual(["sensitivity"]);
    expect(offered("staging", "")).toEqual(["down", "status", "up"]);
  });

  test("options of the command at hand, and the values of those that have a list", () => {
    expect(offered("run", "fleet.yaml", "--se")).toEqual(["--seed", "--sensitivity", "--set"].sort());
    expect(offered("run", "fleet.yaml", "--format", "")).toEqual([
      ...["csv", "json", "junit", "markdown", "openmetrics", "otlp", "prometheus", "text"],
    ]);
    expect(offered("schema", "si")).toEqual(["sizing"]);
    expect(offered("run", "--seed", "")).toEqual([]);
  });

  test("scenario files, folders, and the variants of the file that the line names", () => {
    expect(offered("run", "f")).toEqual(["fine.yml", "fleet.yaml"]);
    expect(offered("run", "")).toEqual(["fine.yml", "fleet.yaml", "runs"]);
    expect(offered("run", "fleet.yaml", "--out", "")).toEqual(["runs"]);
    expect(offered("run", "fleet.yaml", "--variant", "")).toEqual(["arm64", "spot"]);
    expect(offered("run", "nowhere.yaml", "--variant", "")).toEqual([]);
  });
});

test.skipIf(!hasShell("zsh"))("zsh takes the script", () => {
  const script = 'compdef() { :; }; eval "$SCRIPT"; whence -w _sim';
  const env = { ...process.env, SCRIPT: sim(["completion", "zsh"]).stdout };
  const { stdout, stderr } = spawnSync("zsh", ["-fc", script], { env, encoding: "utf8" });
  expect([stdout, stderr]).toEqual(["_sim: function\n", ""]);
});

test.skipIf(!hasShell("fish"))("fish offers options and values", () => {
  const path = join(emptyFolder(), "sim.fish");
  writeFileSync(path, sim(["completion", "fish"]).stdout);
  const ask = (line: string) =>
    spawnSync("fish", ["--no-config", "-c", `source ${path}; complete -C '${line}'`], { encoding: "utf8" }).stdout;
  expect(ask("sim sen")).toMatch(/^sensitivity\t/);
  expect(ask("sim run fleet.yaml --format ").split("\n").filter(Boolean).sort()).toEqual([
    "csv",
    "json",
    "junit",
    "markdown",
    "openmetrics",
    "otlp",
    "prometheus",
    "text",
  ]);
});

test("another shell, or none, is refused with those that there are", () => {
  expect(sim(["completion", "tcsh"])).toMatchObject({ code: 2, stderr: expect.stringContaining("bash, zsh, fish") });
  expect(sim(["completion"])).toMatchObject({ code: 2, stderr: "expected a shell: bash, zsh, fish\n" });
});
