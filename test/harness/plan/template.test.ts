import { describe, expect, test } from "vitest";
import { compileTemplate, environmentNames, environmentProblems } from "../../../harness/plan/template.js";
import { requestTemplateShape } from "../../../workload/target.js";
import { readGood } from "../../scenario/reader.js";
import { http } from "../../scenario/rule-case.js";
import { tablesOf } from "../../workload/fixture.js";

const tables = tablesOf({ "users.csv": 'user,tenant\nann,a/b\n"bob\nx-evil: 1",c d\n' });

function template(http: object) {
  return requestTemplateShape.parse({ feeder: { file: "users.csv" }, ...http });
}

describe("a request template", () => {
  test("is filled with id, the feeder's rows in turn, and the environment", () => {
    const http = {
      path: `/v1/\${field.tenant}/chat?key=\${env:KEY}&id=\${id}`,
      headers: { authorization: `Bearer \${env:KEY}`, "x-user": `\${field.user}` },
      body: `{"user":"\${field.user}","id":"\${id}"}`,
    };
    const fill = compileTemplate(template(http), { tables, environment: { KEY: "s&t" } });
    expect(fill("turns-00000002", 2)).toEqual({
      method: "POST",
      path: "/v1/a%2Fb/chat?key=s%26t&id=turns-00000002",
      headers: { authorization: "Bearer s&t", "x-user": "ann" },
      body: '{"user":"ann","id":"turns-00000002"}',
    });
    expect(fill("turns-00000003", 3).path).toBe("/v1/c%20d/chat?key=s%26t&id=turns-00000003");
  });

  test("is sent by GET when it has no body, unless it says otherwise", () => {
    const methods = [{}, { body: "{}" }, { method: "DELETE" }].map(
      (http) => compileTemplate(template(http), { tables, environment: {} })("turns-00000000", 0).method,
    );
    expect(methods).toEqual(["GET", "POST", "DELETE"]);
  });

  test("cannot get another header from a row", () => {
    const fill = compileTemplate(template({ headers: { "x-user": `\${field.user}` } }), { tables, environment: {} });
    expect(fill("turns-00000001", 1).headers).toEqual({ "x-user": "bob x-evil: 1" });
  });

  test("keeps the names of environment variables when it is only shown", () => {
    const fill = compileTemplate(template({ path: `/?key=\${env:KEY}` }), { tables, environment: null });
    expect(fill("turns-00000000", 0).path).toBe(`/?key=\${env:KEY}`);
  });
});

describe("the environment of a scenario's requests", () => {
  const { scenario } = readGood(`
region: ap-northeast-1
demand:
  - name: turns
    to: web
    curve: 20/s
    request: { steps: [ { cpu: 50ms } ] }
    http: { path: "/?key=\${env:API_KEY}", headers: { authorization: "Bearer \${env:TOKEN}", x-key: "\${env:API_KEY}" } }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB } }
`);

  test("is listed by name", () => {
    expect(environmentNames(scenario)).toEqual(["API_KEY", "TOKEN"]);
  });

  test("lists what is missing and where it is used", () => {
    expect(environmentProblems(scenario, { TOKEN: "secret" })).toEqual([
      "the environment variable API_KEY is not set (used in http.path of demand turns, http.headers.x-key of demand turns)",
      "  export API_KEY=... and call again",
    ]);
  });

  test("has only exported variables, and no properties that every object has", () => {
    const headers = `headers: { x-one: "\${env:toString}", x-other: "\${env:constructor}" }`;
    const { scenario: inherited } = readGood(`extends: good.yaml\n${http(headers)}`);
    expect(environmentProblems(inherited, process.env).filter((line) => line.includes("is not set"))).toHaveLength(2);
    expect(environmentProblems(inherited, { toString: "one", constructor: "other" })).toEqual([]);
  });

  test("never shows a value", () => {
    const problems = environmentProblems(scenario, { TOKEN: "sec\r\nret", API_KEY: "key" });
    expect(problems).toEqual([
      "the environment variable TOKEN holds a line break (used in http.headers.authorization of demand turns)",
      "  export it without one",
    ]);
  });
});
