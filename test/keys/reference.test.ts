import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { referencePage } from "../../reports/reference.js";
import { reference } from "../../scenarios/language/reference.js";
import { scenarioShape } from "../../sim/scenario/index.js";
import { sizingShape } from "../../sim/sizing/shape.js";

describe.each([
  ["scenario", "A scenario of fleetcast", scenarioShape],
  ["sizing", "A sizing file of fleetcast", sizingShape],
] as const)("docs/reference/%s.md", (name, title, shape) => {
  const sections = reference(shape);
  const page = referencePage(title, sections);

  test("is what the shapes say: npm run reference writes it", () => {
    expect(readFileSync(`docs/reference/${name}.md`, "utf8")).toBe(page);
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
