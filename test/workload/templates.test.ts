import { describe, expect, test } from "vitest";
import { InputError, parseTemplate, type TemplatePart } from "../../workload/index.js";
import { tablesOf } from "./fixture.js";

describe("a request template", () => {
  test.each<[string, readonly TemplatePart[]]>([
    ["", []],
    ["/plain?price=$5", [{ kind: "text", text: "/plain?price=$5" }]],
    [`/\${id}`, [{ kind: "text", text: "/" }, { kind: "id" }]],
    [
      `\${field.user name}/\${id}`,
      [{ kind: "field", column: "user name" }, { kind: "text", text: "/" }, { kind: "id" }],
    ],
    [
      `Bearer \${env:API_TOKEN}`,
      [
        { kind: "text", text: "Bearer " },
        { kind: "environment", name: "API_TOKEN" },
      ],
    ],
    [`{\${id}}`, [{ kind: "text", text: "{" }, { kind: "id" }, { kind: "text", text: "}" }]],
  ])("%s", (template, parts) => {
    expect(parseTemplate(template)).toEqual(parts);
  });

  test.each([`\${ID}`, `\${}`, `\${field.}`, `\${env:NO-NAME}`, `\${env:}`, `\${id`])("does not know %s", (written) => {
    expect(parseTemplate(written)).toEqual([{ kind: "unknown", written }]);
  });
});

describe("a table of texts", () => {
  const tables = tablesOf({ "users.csv": 'name,note\nAda,"a, b"\n007,\n', "empty.csv": "name\n" });

  test("has its columns by name and its rows as they are written", () => {
    expect(tables.columns("users.csv")).toEqual(["name", "note"]);
    expect(tables.rows("users.csv")).toEqual([
      ["Ada", "a, b"],
      ["007", ""],
    ]);
  });

  test("has at least one row", () => {
    expect(() => tables.columns("empty.csv")).toThrow(InputError);
  });
});
