import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { emptyFolder, main } from "../cli/sim.js";
import { noParsers, parsed } from "../support/parsers.js";
import { misunderstood, wordsOf } from "./page.js";

const examples = fileURLToPath(new URL("../../docs/examples/", import.meta.url));
const files = readdirSync(examples).filter((name) => name.endsWith(".yml"));

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

function stepsOf(file: string): readonly Step[] {
  const workflow = parse(readFileSync(join(examples, file), "utf8"));
  const [job] = Object.values(workflow.jobs) as { steps: readonly Step[] }[];
  return job.steps;
}

const stepOf = (file: string, named: RegExp) => stepsOf(file).find(({ name = "" }) => named.test(name))!;

/** Runs a step as GitHub does, with an `npx` that does `call`. */
function runStep({ run }: Step, cwd: string, call: string, env: Record<string, string>): SpawnSyncReturns<string> {
  const bin = join(cwd, "..", "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "npx"), `#!/usr/bin/env bash\n${call}\n`);
  chmodSync(join(bin, "npx"), 0o755);
  const path = `${bin}${delimiter}${process.env.PATH}`;
  return spawnSync("bash", ["-e", "-c", run!], { cwd, encoding: "utf8", env: { ...process.env, PATH: path, ...env } });
}

const ourSim = `shift; exec "${process.execPath}" "${main}" "$@"`;

test.each(files)("%s calls sim as it is", async (file) => {
  const scripts = stepsOf(file).flatMap(({ run }) => (run === undefined ? [] : [run.replaceAll(/\\\n\s*/g, "")]));
  const calls = scripts.flatMap((script) => [...script.matchAll(/npx sim ([^\n;|>]+)/g)].map(([, words]) => words));
  expect(calls.length).toBeGreaterThan(1);
  for (const call of calls) {
    const words = wordsOf(call.trim()).filter((word) => word !== "scenarios/checkout.yaml"); // the reader's own
    expect([call, await misunderstood(words)]).toEqual([call, []]);
  }
});

test.skipIf(noParsers !== null)(
  `GitHub's schema takes each workflow${noParsers === null ? "" : `: ${noParsers}`}`,
  () => {
    const script = `
import json, subprocess, sys
check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *sys.argv[1:]]
told = subprocess.run(check, capture_output=True, text=True)
print(json.dumps({"code": told.returncode, "words": told.stdout}))`;
    const check = (...paths: readonly string[]) => parsed<{ code: number; words: string }>(script, "", ...paths);
    expect(check(...files.map((file) => join(examples, file)))).toEqual({ code: 0, words: "ok -- validation done\n" });
    const wrong = join(emptyFolder(), "wrong.yml");
    writeFileSync(wrong, "on: push\njobs: { a: { runs-on: ubuntu-latest, step: [] } }\n");
    expect(check(wrong).code).toBe(1);
  },
);

const shop = (tasks: number) => `name: shop
region: us-east-1
clock: { duration: 2m, warmup: 0s, represents: 24h per day }
demand: [ { name: calls, to: web, curve: 5/s, request: { steps: [ { cpu: 100ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: ${tasks}, scaling: [] } }
`;

/** A repository whose origin has one version of two scenarios, and whose branch changes the first. */
function changedRepository(): string {
  const folder = join(emptyFolder(), "repository");
  const git = (...words: readonly string[]) => {
    const told = spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...words], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(told.stderr.includes("fatal")).toBe(false);
  };
  mkdirSync(join(folder, "scenarios"), { recursive: true });
  writeFileSync(join(folder, "scenarios/shop.yaml"), shop(2));
  writeFileSync(join(folder, "scenarios/same.yaml"), shop(2));
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("commit", "--quiet", "--message=before");
  git("clone", "--quiet", "--bare", ".", "../origin");
  git("remote", "add", "origin", "../origin");
  git("fetch", "--quiet");
  git("checkout", "--quiet", "-b", "more");
  writeFileSync(join(folder, "scenarios/shop.yaml"), shop(3));
  writeFileSync(join(folder, "scenarios/new.yaml"), shop(4));
  git("add", ".");
  git("commit", "--quiet", "--message=after");
  return folder;
}

interface Comment {
  readonly id: number;
  readonly user: { readonly type: string };
  body: string;
}

/** The comments of a pull request, as far as the workflow asks for them. */
class PullRequest {
  readonly comments: Comment[] = [
    { id: 1, user: { type: "User" }, body: "<!-- fleetcast:compare:shop: --> quoted by a person" },
  ];
  readonly rest = {
    issues: {
      listComments: "of an issue",
      createComment: async ({ body }: { body: string }) =>
        void this.comments.push({ id: this.comments.length + 1, user: { type: "Bot" }, body }),
      updateComment: async ({ comment_id, body }: { comment_id: number; body: string }) => {
        this.comments.find(({ id }) => id === comment_id)!.body = body;
      },
    },
  };
  readonly paginate = async () => [...this.comments];
}

async function comment(github: PullRequest, folder: string): Promise<void> {
  const { script } = stepOf("compare-scenarios.yml", /^Comment/).with as { script: string };
  const files = {
    readdirSync: (path: string) => readdirSync(join(folder, path)),
    readFileSync: (path: string) => readFileSync(join(folder, path), "utf8"),
  };
  const context = { repo: { owner: "a", repo: "b" }, issue: { number: 7 } };
  const step = new Function("github", "context", "require", `return (async () => {${script}})()`);
  await step(github, context, () => files);
}

test("a pull request that changes a scenario is compared, commented in place, and fails where it costs too much", async () => {
  const folder = changedRepository();
  const compare = stepOf("compare-scenarios.yml", /^Compare/);
  const { status, stderr } = runStep(compare, folder, ourSim, { GITHUB_BASE_REF: "main" });
  expect([status, stderr.includes("expected")]).toEqual([3, false]); // a third task costs half as much again
  expect(readdirSync(join(folder, "comments"))).toEqual(["shop.md"]);
  const body = readFileSync(join(folder, "comments/shop.md"), "utf8");
  expect(body).toContain("| `cost.perMonth > +5 %` | ❌ tripped |");
  expect(readFileSync(join(folder, "compared/shop/junit.xml"), "utf8")).toContain('<failure type="tripped"');
  const draw = runStep(stepOf("compare-scenarios.yml", /^Draw/), folder, ourSim, {});
  expect([draw.status, existsSync(join(folder, "report.html"))]).toEqual([0, true]);

  const github = new PullRequest();
  await comment(github, folder);
  expect(github.comments.map(({ id }) => id)).toEqual([1, 2]);
  writeFileSync(join(folder, "comments/shop.md"), body.replace("tripped", "passed"));
  await comment(github, folder);
  expect(github.comments.map((each) => each.body)).toEqual([
    expect.stringContaining("quoted"),
    body.replace("tripped", "passed"),
  ]);
});

test("a base that git does not have fails the step instead of comparing nothing", () => {
  const { status } = runStep(stepOf("compare-scenarios.yml", /^Compare/), changedRepository(), ourSim, {
    GITHUB_BASE_REF: "gone",
  });
  expect(status).not.toBe(0);
});

test.each([
  [0, 0, ""],
  [2, 2, ""],
  [3, 3, "::error title=An objective was missed::"],
  [4, 0, "::warning title=Nothing is judged::"],
  [5, 5, "::error title=Ended early::"],
  [6, 6, "::error title=The environment failed::"],
])("a verification that exits %i ends the nightly job with %i", (code, ends, told) => {
  const folder = join(emptyFolder(), "work");
  mkdirSync(folder);
  const summary = join(folder, "summary.md");
  const call = `echo "### shop: predicted and measured"; exit ${code}`;
  const step = stepOf("nightly-verify.yml", /^Predict/);
  const { status, stdout } = runStep(step, folder, call, { GITHUB_STEP_SUMMARY: summary });
  expect(status).toBe(ends);
  expect(stdout.startsWith(told)).toBe(true);
  expect(readFileSync(summary, "utf8")).toContain("### shop");
});
