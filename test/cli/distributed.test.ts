import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { isFargateSize } from "../../sim/capacity/fargate-sizes.js";
import { exitCodes } from "../../sim/cli/exit-codes.js";
import { shardOf } from "../../sim/cli/experiments/shard.js";
import { predicted } from "../scenarios/shipped.js";
import { missingMoto } from "../support/moto.js";
import { type Exit, sim } from "./sim.js";
import { contents, smallScenario, sweepCall } from "./sweeps.js";

const root = new URL("../../", import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), "utf8");
const page = textOf("docs/distributed.md");
const definition = JSON.parse(textOf("docs/distributed/job-definition.json"));
const job = parse(textOf("docs/distributed/job.yaml"));

/** How a call ends that would end the same once more: 5 was told to go, 6 may find Redis or S3 there again. */
const lasting = [exitCodes.ourBug, exitCodes.wrongCall, exitCodes.objectiveMissed, exitCodes.invalidMeasurement];

/** Prints what the shapes of AWS and of Kubernetes refuse. */
const script = `
import json, sys, botocore.session, kubernetes_validate
from botocore.validate import ParamValidator
definition, job = json.load(sys.stdin)
batch = botocore.session.get_session().get_service_model("batch")
shape = batch.operation_model("RegisterJobDefinition").input_shape
print(ParamValidator().validate(definition, shape).generate_report(), end="")
try:
    kubernetes_validate.validate(job, "1.33", strict=True)
except kubernetes_validate.ValidationError as error:
    print(error.message, end="")
`;

test("AWS's own shapes take the job definition, those of Kubernetes the indexed job", ({ skip }) => {
  skip(missingMoto !== null, missingMoto!);
  const python = join(dirname(process.env.MOTO_SERVER!), "python");
  const refusals = (...input: readonly unknown[]) => {
    const { stdout, stderr } = spawnSync(python, ["-c", script], { input: JSON.stringify(input), encoding: "utf8" });
    skip(stderr.includes("No module named"), "kubernetes-validate is not installed");
    return `${stdout}${stderr}`;
  };
  expect(refusals(definition, job)).toBe("");
  const wrong = { ...job, spec: { ...job.spec, completion: 8 } };
  expect(refusals({ ...definition, retries: 3 }, wrong)).toMatch(/Unknown parameter.*retries.*completion/s);
});

test("Batch and Kubernetes begin again where that helps: not after a wrong call, but where Spot took the task", () => {
  const { attempts, evaluateOnExit } = definition.retryStrategy;
  expect(attempts).toBeGreaterThan(1);
  expect(evaluateOnExit).toEqual(lasting.map((code) => ({ onExitCode: `${code}`, action: "EXIT" })));
  const { backoffLimitPerIndex, podFailurePolicy, template } = job.spec;
  expect(backoffLimitPerIndex).toBe(attempts - 1);
  const [container] = template.spec.containers;
  expect(podFailurePolicy.rules[0]).toEqual({
    action: "FailIndex",
    onExitCodes: { containerName: container.name, operator: "In", values: lasting },
  });
});

test("each child has a size that Fargate sells, and each pod the part that its number says", () => {
  const { resourceRequirements } = definition.containerProperties;
  const sizes = Object.fromEntries(
    resourceRequirements.map(({ type, value }: Readonly<Record<string, string>>) => [type, Number(value)]),
  );
  expect(isFargateSize({ cpu: sizes.VCPU, memory: sizes.MEMORY })).toBe(true);
  const { completions, completionMode, template } = job.spec;
  const { args } = template.spec.containers[0];
  const shard = shardOf(args[args.indexOf("--shard") + 1], { JOB_COMPLETION_INDEX: `${completions - 1}` });
  expect([completionMode, shard]).toEqual(["Indexed", { number: completions - 1, of: completions }]);
});

test("the role of a child may do what a bucket needs, and no more", () => {
  const { Statement } = JSON.parse(textOf("docs/distributed/job-role-policy.json"));
  const actions = Statement.flatMap(({ Action }: { readonly Action: string | readonly string[] }) => Action);
  expect(actions).toEqual(["s3:ListBucket", "s3:GetObject", "s3:PutObject"]);
});

test("the Dockerfile copies what there is, and its last stage is nobody's root", () => {
  const lines = textOf("Dockerfile").split("\n");
  const ignored = textOf(".dockerignore").split("\n");
  const copied = lines.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1].split(" ") ?? []);
  expect(copied.filter((path) => !existsSync(new URL(path, root)) || ignored.includes(path))).toEqual([]);
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
  expect(last.filter((line) => /^(USER|ENTRYPOINT)/.test(line))).toEqual(["USER node", 'ENTRYPOINT ["sim"]']);
});

const image = process.env.FLEETCAST_IMAGE ?? "";

test("the image computes a part of a sweep as an array job would have it", ({ skip }) => {
  skip(image === "", "no image was built: FLEETCAST_IMAGE is not set");
  const cwd = smallScenario();
  const [user] = spawnSync("id", ["-u"], { encoding: "utf8" }).stdout.split("\n");
  const child = (index: number) => {
    const variables = ["--env", `AWS_BATCH_JOB_ARRAY_INDEX=${index}`, "--env", "AWS_BATCH_JOB_ARRAY_SIZE=2"];
    const place = ["--volume", `${cwd}:/sweep`, "--workdir", "/sweep", "--user", user];
    const call = ["run", "--rm", ...variables, ...place, image, ...sweepCall(4), "--out", "parts"];
    return spawnSync("docker", call, { encoding: "utf8" }).status;
  };
  expect([child(0), child(1)]).toEqual([0, 0]);
  const whole: Exit = sim([...sweepCall(4), "--out", "whole"], cwd);
  expect(sim(["merge", "parts", "--out", "merged"], cwd)).toEqual(whole);
  expect(contents(join(cwd, "merged"))).toEqual(contents(join(cwd, "whole")));
});

test("what a sweep of 10,000 costs, as the page says, is what the scenario of it comes to", () => {
  const { cost, services } = predicted({ name: "sweep-on-spot", variant: null }, [], 4);
  const [, month, hours, minutes] =
    /a month costs \$([\d.]+): ([\d.]+) task-hours.* half of the children are done after ([\d.]+) minutes/s.exec(page)!;
  expect(cost.perMonthUsd.value).toBeCloseTo(Number(month), 2);
  expect(services.batch.runs?.succeeded).toBe(250);
  expect(cost.lines.find(({ unit }) => unit === "vCPU-hour")!.quantity).toBeCloseTo(Number(hours), 0);
  expect(services.batch.runs!.completionS.p50.value! / 60).toBeCloseTo(Number(minutes), 1);
});

test("the page shows no file that is not there", () => {
  const named = [...page.matchAll(/\]\((distributed\/[\w.-]+|\.\.\/[\w./-]+)\)/g)].map(([, path]) => path);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((path) => !existsSync(new URL(path, new URL("docs/", root))))).toEqual([]);
});
