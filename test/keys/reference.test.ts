import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { metricsReference, referencePage } from "../../reports/reference.js";
import { reference } from "../../scenarios/language/reference.js";
import { namedMetrics } from "../../sim/facts/service-metrics.js";
import { costMetrics } from "../../sim/outcome/reading.js";
import { scenarioShape } from "../../sim/scenario/index.js";
import { sizingShape } from "../../sim/sizing/shape.js";

describe.each([
  ["scenario", "A scenario of fleetcast", scenarioShape, metricsReference()],
  ["sizing", "A sizing file of fleetcast", sizingShape, ""],
] as const)("docs/reference/%s.md", (name, title, shape, metrics) => {
  const sections = reference(shape);
  const page = referencePage(title, sections);

  test("is what the shapes say: npm run reference writes it", () => {
    expect(readFileSync(`docs/reference/${name}.md`, "utf8")).toBe(page + metrics);
  });

  test("has each section once, and every link leads to one", () => {
    const titles = sections.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    const anchors = [...page.matchAll(/<a id="(.*?)">/g)].map(([, id]) => id);
    expect(new Set(anchors).size).toBe(anchors.length);
    const links = new Set([...page.matchAll(/\]\(#(.*?)\)/g)].map(([, id]) => id));
    expect([...links].filter((id) => !anchors.includes(id))).toEqual([]);
    expect(links.size).toBe(sections.length - 1); // all but the document itself
  });
});

test("the reference of a scenario has a row for every metric that an objective can name", () => {
  const rows = metricsReference().match(/^\| `.*$/gm) ?? [];
  const named = rows.map((row) => row.split("`")[1]);
  expect(named.toSorted()).toEqual([...namedMetrics, ...costMetrics].map(({ name }) => name).toSorted());
  for (const row of rows) expect(row).toMatch(/^\| `\S+` \| .+\. \| .+ such as .+ \| .*\|$/);
});
