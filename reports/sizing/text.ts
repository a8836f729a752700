import { absent, dollars, percent, quantity } from "../../sim/facts/numbers.js";
import type { Fit } from "../../sim/sizing/fit.js";
import type { Sizing } from "../../sim/sizing/sizing.js";
import { columns, hanging, indent, wrap } from "../layout.js";
import type { Reporter } from "../reporter.js";
import { heading, type Paint, paints } from "../text/paint.js";
import {
  answerWords,
  fitRows,
  instanceWords,
  lacking,
  loadWords,
  objectiveWords,
  packedWords,
  pair,
  perMonthWords,
  range,
  sizeWords,
} from "./words.js";

const width = 80;

type Section = (sizing: Sizing, paint: Paint) => readonly string[];

/** A page of at most 80 columns: the containers, whether they fit, what they cost, and what that leaves out. */
export const text: Reporter<Sizing> = {
  format: "text",
  print(sizing, options) {
    const paint = paints(options);
    const sections: readonly Section[] = [identity, objectives, containers, fit, listed, cheapest, cost, claims, notes];
    const blocks = sections.map((section) => section(sizing, paint).join("\n")).filter((block) => block !== "");
    return `${blocks.join("\n\n")}\n`;
  },
};

const identity: Section = (sizing, paint) => {
  const { sizing: name, variant, about, region, architecture, version } = sizing;
  const title = variant === null ? name : `${name} · variant ${variant}`;
  return [
    `${paint.bold(title)} · fleetcast ${version}`,
    ...wrap(about, width).filter((line) => line !== ""),
    ...wrap(`for ${loadWords(sizing).join(" · ")}`, width),
    paint.dim(`closed form, nothing is simulated · ${region} · ${architecture}`),
  ];
};

const objectives: Section = ({ objectives }, paint) =>
  objectives.flatMap((each) => {
    const paintOf = each.verdict === "met" ? paint.green : each.verdict === "missed" ? paint.red : paint.yellow;
    return hanging(each.verdict === "met" ? "  ✓ " : "  ✗ ", objectiveWords(each), width).map(paintOf);
  });

const containers: Section = ({ roles, total }, paint) => {
  const rows = Object.entries(roles).map(([name, role]) => [
    name,
    quantity(role.containers),
    `× ${sizeWords(role.fit.has)}`,
    quantity(role.vcpu),
    quantity(role.memoryGb),
    quantity(role.fit.holds),
    percent(role.efficiency),
    role.use === null ? "" : role.use,
  ]);
  const sum = ["total", quantity(total.containers), "", quantity(total.vcpu), quantity(total.memoryGb), "", "", ""];
  const header = ["", "count", "size", "vCPU", "GB", "each holds", "packed", "named"];
  const [first, ...rest] = columns([header, ...rows, sum], "lrlrrrrl");
  return [heading("Containers", paint), ...indent([paint.dim(first), ...rest])];
};

const fit: Section = ({ roles, targets }, paint) => {
  const rows = Object.entries(roles).flatMap(([name, role]) => fitRows(name, role, targets));
  const cells = rows.map(({ role, topic, needs, has, use, verdict }, index) => [
    index > 0 && rows[index - 1].role === role ? "" : role,
    topic,
    needs,
    has,
    use,
    verdict,
  ]);
  const [first, ...lines] = columns([["", "", "needs", "has", "use", ""], ...cells], "llrrrl");
  const painted = lines.map((line, index) => levelPaint(rows[index].level, paint)(line));
  const sidecars = Object.values(roles).some(({ fit }) => fit.sidecars.vcpu > 0 || fit.sidecars.memoryGb > 0);
  return [
    heading(`Does a full container fit${sidecars ? ", its sidecars counted" : ""}?`, paint),
    ...indent([paint.dim(first), ...painted]),
  ];
};

function levelPaint(level: Fit["cpuLevel"], paint: Paint): (line: string) => string {
  if (level === "short" || level === "no-buffer") return paint.red;
  return level === "within" ? paint.green : level === "scales-down" ? paint.dim : paint.yellow;
}

const listed: Section = ({ roles }, paint) => {
  const rows = Object.entries(roles).flatMap(([role, { sizes, use }]) => {
    const own = Object.entries(sizes).map(([name, fit]) => [
      `  ${name}${name === use ? " *" : ""}`,
      ...listedCells(fit),
    ]);
    return own.length === 0 ? [] : [[role], ...own];
  });
  if (rows.length === 0) return [];
  const header = ["vCPU/GB", "holds", "formula", "has", "lacks CPU", "memory", "would do"];
  const [first, ...lines] = columns([header, ...rows], "lrrrrrr");
  const about = "* in use; would do: the least size of Fargate within the targets for as many, sidecars counted";
  return [
    heading("Each size of the file against its own formula", paint),
    ...indent([paint.dim(first), ...lines]),
    ...hanging("  ", about, width),
  ];
};

function listedCells(fit: Fit): readonly string[] {
  return [
    quantity(fit.holds),
    `${range(fit.formula.vcpu)}/${range(fit.formula.memoryGb)}`,
    `${pair(fit.has)}${fit.on === "EC2" ? " EC2" : ""}`,
    lacking(fit.cpuLacking),
    lacking(fit.memoryLacking),
    fit.withinTargets === null ? absent : pair(fit.withinTargets),
  ];
}

const cheapest: Section = ({ roles }, paint) => {
  const others = Object.entries(roles).filter(([, { use }]) => use !== null);
  if (others.length === 0) return [];
  const rows = others.map(([name, { cheapest }]) =>
    cheapest === null
      ? [name, absent, "no size of Fargate holds one", "", ""]
      : [
          name,
          quantity(cheapest.containers),
          `× ${sizeWords(cheapest.fit.has)}`,
          quantity(cheapest.fit.holds),
          dollars(cheapest.perMonthUsd),
        ],
  );
  const [first, ...lines] = columns([["", "count", "size", "each holds", "Fargate / month"], ...rows], "lrlrr");
  return [
    heading("What would stay within the targets at the least cost", paint),
    ...indent([paint.dim(first), ...lines]),
  ];
};

const cost: Section = ({ roles, total, instances, leftOut, prices }, paint) => {
  const rows = Object.entries(roles).map(([name, role]) => {
    const [fargate, spot, ec2] = perMonthWords(role.perMonthUsd);
    return [
      name,
      fargate,
      `${spot}${role.isOnSpot || spot === absent ? "" : " *"}`,
      ec2,
      instanceWords(role.instances),
    ];
  });
  const sum = ["total", ...perMonthWords(total.perMonthUsd), `${instanceWords(instances[0])}, all together`];
  const header = ["", "Fargate", "Fargate Spot", "EC2", ""];
  const [first, ...lines] = columns([header, ...rows, sum], "lrrrl");
  const onDemand = Object.values(roles).some(({ isOnSpot }) => !isOnSpot);
  return [
    heading("Cost of a month", paint),
    ...indent([paint.dim(first), ...lines]),
    ...(onDemand ? ["  * on demand, since it must not be interrupted"] : []),
    ...(instances.length === 0 ? [] : hanging("  packed        ", packedWords(instances[0]), width)),
    ...hanging("  Fargate       ", `leaves out ${leftOut.fargate}`, width),
    ...hanging("  Fargate Spot  ", `leaves out ${leftOut.fargateSpot}`, width),
    ...hanging("  EC2           ", `leaves out ${leftOut.ec2}`, width),
    ...hanging("  prices        ", `list prices of ${prices.region}, the oldest of ${prices.oldestRow}`, width),
  ];
};

const claims: Section = ({ claims }, paint) => {
  if (claims.length === 0) return [];
  return [
    heading("Claims", paint),
    ...claims.flatMap((claim) => [
      ...hanging("  the document says  ", claim.document, width),
      ...hanging("  we compute         ", `${answerWords(claim)} · ${claim.compute}`, width),
      ...(claim.why === null ? [] : hanging("  why                ", claim.why, width)),
    ]),
  ];
};

const notes: Section = ({ assumptions }, paint) => [
  heading("Assumptions", paint),
  ...assumptions.flatMap((words) => hanging("  · ", words, width)),
];
