import { counted, dollars, percent, quantity } from "../../sim/facts/numbers.js";
import type { Sizing } from "../../sim/sizing/sizing.js";
import { table } from "../markdown.js";
import type { Reporter } from "../reporter.js";
import { answerWords, fitRows, instanceWords, loadWords, perMonthWords, sizeWords, useWords } from "./words.js";

/** Tables that fit a comment on a pull request. */
export const markdown: Reporter<Sizing> = {
  format: "markdown",
  print(sizing) {
    const blocks = [title, objectives, containers, fit, cost, claims, assumptions].map((block) => block(sizing));
    return `${blocks.filter(Boolean).join("\n\n")}\n`;
  },
};

function title(sizing: Sizing): string {
  const { sizing: name, variant, about, region, architecture, version } = sizing;
  const head = `### ${variant === null ? name : `${name} (${variant})`}`;
  const of = `for ${loadWords(sizing).join(" · ")} · ${region} · ${architecture} · closed form · fleetcast ${version}`;
  return [head, about, of].filter(Boolean).join("\n\n");
}

function objectives({ objectives }: Sizing): string {
  const marks = { met: "✅ met", missed: "❌ missed", "not evaluated": "not evaluated" };
  const rows = objectives.map((each) => [`\`${each.objective}\``, marks[each.verdict], answerWords(each)]);
  return table(["objective", "verdict", "found"], rows);
}

function containers({ roles, total }: Sizing): string {
  const rows = Object.entries(roles).map(([name, role]) => [
    name,
    useWords(role),
    quantity(role.containers),
    sizeWords(role.fit.has),
    quantity(role.vcpu),
    quantity(role.memoryGb),
    quantity(role.fit.holds),
    percent(role.efficiency),
  ]);
  const sum = ["total", "", quantity(total.containers), "", quantity(total.vcpu), quantity(total.memoryGb), "", ""];
  return table(["role", "size", "containers", "each", "vCPU", "GB", "holds", "packed"], [...rows, sum]);
}

function fit({ roles, targets }: Sizing): string {
  const rows = Object.entries(roles).flatMap(([name, role]) => fitRows(name, role, targets));
  return table(
    ["a full container of", "", "needs", "has", "use", ""],
    rows.map(({ role, topic, needs, has, use, verdict }) => [role, topic, needs, has, use, verdict]),
  );
}

function cost({ roles, total, instances, leftOut }: Sizing): string {
  const rows = Object.entries(roles).map(([name, { perMonthUsd, instances, cheapest }]) => [
    name,
    ...perMonthWords(perMonthUsd),
    instanceWords(instances),
    cheapest === null
      ? ""
      : `${cheapest.containers} × ${sizeWords(cheapest.fit.has)}, ${dollars(cheapest.perMonthUsd)}`,
  ]);
  const sum = ["total", ...perMonthWords(total.perMonthUsd), `${instanceWords(instances[0])}, all together`, ""];
  const header = ["a month", "Fargate", "Fargate Spot", "EC2", "instances", "cheapest on Fargate within the targets"];
  const left = `Left out: on Fargate ${leftOut.fargate}; on Fargate Spot ${leftOut.fargateSpot}; on EC2 ${leftOut.ec2}.`;
  return [table(header, [...rows, sum]), left].join("\n\n");
}

function claims({ claims }: Sizing): string {
  const rows = claims.map((claim) => [claim.document, `${answerWords(claim)} (\`${claim.compute}\`)`, claim.why ?? ""]);
  return table(["the document says", "we compute", "why"], rows);
}

/** Folded: a comment on a pull request has little room. */
function assumptions({ assumptions }: Sizing): string {
  const list = assumptions.map((words) => `- ${words}`).join("\n");
  return `<details><summary>${counted(assumptions.length, "assumption")}</summary>\n\n${list}\n\n</details>`;
}
