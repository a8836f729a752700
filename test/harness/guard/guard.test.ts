import { describe, expect, test } from "vitest";
import { guard, guardAddresses, hostHeaderRefusals, type Intent } from "../../../harness/guard/guard.js";
import { stagingShape } from "../../../workload/target.js";
import { readGood } from "../../scenario/reader.js";
import { http } from "../../scenario/rule-case.js";

type Lists = { readonly allow?: readonly string[]; readonly deny?: readonly string[] };

function intent(target: string, lists: Lists = {}, more: Partial<Intent> = {}): Intent {
  return {
    staging: stagingShape.parse(lists),
    targets: { web: target },
    peakRate: 10,
    duration: 60e6,
    connections: 10,
    yes: true,
    cluster: null,
    ...more,
  };
}

describe("a host is driven where it is allowed, however it is written:", () => {
  test.each<[target: string, lists: Lists]>([
    ["http://127.0.0.1:8080/", {}],
    ["http://127.1/", {}],
    ["http://0x7f.1/", {}],
    ["http://0177.0.0.01/", {}],
    ["http://2130706433/", {}],
    ["http://LOCALHOST:1/", {}],
    ["http://localhost./", {}],
    ["ws://[::1]:9/", {}],
    ["http://[0:0:0:0:0:0:0:1]/", {}],
    ["http://[::ffff:127.0.0.1]/", {}],
    ["https://api.staging.example.com/base", { allow: ["*.staging.example.com"] }],
    ["https://API.Staging.Example.COM./", { allow: ["api.staging.example.com"] }],
    ["https://a.example.com/", { allow: ["A.EXAMPLE.COM."] }],
    ["http://10.0.3.7/", { allow: ["10.0.*"] }],
    ["http://one:8080/", { allow: ["one:8080"] }],
    ["https://one/", { allow: ["one:443"] }],
    ["http://[fd00::7]/", { allow: ["fd00::*"] }],
    ["http://[fd00:0:0::7]/", { allow: ["[fd00::7]"] }],
    ["http://bücher.example/", { allow: ["bücher.example"] }],
    ["http://10.255.3.7/", { allow: ["10.0.0.0/8"] }],
    ["http://10.0.3.7/", { allow: ["10.0.3.7/32"] }],
    ["http://[fd12:3456::7]/", { allow: ["fd00::/8"] }],
    ["http://192.0.2.129/", { allow: ["192.0.2.128/25"] }],
  ])("%s", (target, lists) => {
    expect(guard(intent(target, lists))).toEqual([]);
  });
});

describe("a host is refused where it is not allowed, whatever it looks like:", () => {
  test.each<[target: string, lists: Lists]>([
    ["http://example.com/", {}],
    ["http://127.0.0.1.example.com/", {}],
    ["http://localhost.example.com/", {}],
    ["http://127.0.0.2/", {}],
    ["http://0.0.0.0/", {}],
    ["http://[2002:7f00:1::]/", {}],
    ["http://[::]/", {}],
    ["http://[::ffff:10.0.0.1]/", {}],
    ["http://example.com\\@127.0.0.1/", {}],
    ["http://staging.example.com.evil.org/", { allow: ["*.example.com"] }],
    ["http://evilexample.com/", { allow: ["*.example.com"] }],
    ["http://example.com/", { allow: ["*.example.com"] }],
    ["http://a.example-com/", { allow: ["a.example.com"] }],
    ["http://10.0.evil.org/", { allow: ["10.0.*"] }],
    ["http://one:8081/", { allow: ["one:8080"] }],
    ["http://11.0.0.1/", { allow: ["10.0.0.0/8"] }],
    ["http://192.0.2.127/", { allow: ["192.0.2.128/25"] }],
    ["http://10.0.0.1.example.com/", { allow: ["10.0.0.0/8"] }],
    ["http://192.0.2.1/", { allow: ["::/0"] }],
    ["http://[fe00::1]/", { allow: ["fd00::/8", "0.0.0.0/0"] }],
  ])("%s", (target, lists) => {
    const refusals = guard(intent(target, lists));
    expect(refusals).toEqual([expect.stringContaining("add it to staging.allow")]);
  });
});

describe("a host that is denied is refused although it is allowed:", () => {
  test.each<[target: string, deny: string]>([
    ["https://api.prod.example.com/", "*.prod.example.com"],
    ["https://API.PROD.EXAMPLE.COM./", "api.prod.example.com"],
    ["https://api.example.com/", "*prod*,*"],
    ["https://api-prod-1.example.com:8443/", "*prod*"],
    ["https://api.example.com:8443/", "api.example.com:8443"],
    ["https://api.example.com/", "api.example.com:443"],
    ["http://10.9.8.7/", "10.9.*"],
    ["http://0x0a.9.8.7/", "10.9.8.7"],
    ["http://[::ffff:10.9.8.7]/", "10.9.8.7"],
    ["http://127.0.0.1/", "127.1"],
    ["http://[0:0::0:1]/", "::1"],
    ["http://10.9.8.7/", "10.0.0.0/8"],
    ["http://0x0a090807/", "10.0.0.0/8"],
    ["http://[::ffff:10.9.8.7]/", "10.0.0.0/8"],
    ["http://[64:ff9b::10.9.8.7]/", "10.0.0.0/8"],
    ["http://[64:ff9b:1::10.9.8.7]/", "10.9.*"],
    ["http://[::10.9.8.7]/", "10.9.8.7"],
    ["http://[::ffff:0:10.9.8.7]/", "10.9.8.7"],
    ["http://[2002:a09:807::]/", "10.0.0.0/8"],
    ["http://[2002:a09:807::1]/", "10.9.8.7"],
    ["http://[2001:0:4136:e378:8000:63bf:f5f6:f7f8]/", "10.9.8.7/32"],
    ["http://[fe80::5efe:10.9.8.7]/", "10.9.*"],
    ["http://[2001:db8::200:5efe:a09:807]/", "10.0.0.0/8"],
    ["http://10.9.8.7/", "64:ff9b::a00:0/104"],
    ["http://[64:ff9b::10.9.8.7]/", "64:ff9b::/96"],
    ["http://[fd00::1]/", "::/0"],
    ["http://10.9.8.7/", "0.0.0.0/0"],
  ])("%s by %s", (target, deny) => {
    const refusals = guard(intent(target, { allow: ["*", "[*]"], deny: deny.split(",") }));
    expect(refusals).toEqual([expect.stringMatching(/^\S+ is never driven: it matches '.+' in staging\.deny$/)]);
  });
});

test("requests go to the host that was checked, whatever their Host header says", () => {
  const { scenario } = readGood(`extends: good.yaml\n${http("headers: { Host: Prod.example.com }")}`);
  const refusals = (target: string) => hostHeaderRefusals(scenario.demand, { web: target });
  expect(["http://prod.example.com/", "https://PROD.example.com./x"].flatMap(refusals)).toEqual([]);
  for (const target of ["http://127.0.0.1:8080/", "http://prod.example.com:8080/"])
    expect(refusals(target)).toEqual([
      expect.stringMatching(/^http\.headers\.host of demand turns: expected .* got Prod/),
    ]);
});

describe("guard", () => {
  test("asks for --yes for anything but this machine", () => {
    const lists = { allow: ["*"] };
    const refusalsOf = (target: string) => guard(intent(target, lists, { yes: false }));
    expect(["http://localhost/", "http://127.9.9.9/", "http://[::1]/"].flatMap(refusalsOf)).toEqual([]);
    expect(refusalsOf("http://192.168.0.4/")).toEqual([expect.stringContaining("--yes")]);
    expect(refusalsOf("http://127.0.0.1.nip.io/")).toEqual([expect.stringContaining("--yes")]);
  });

  test.each(["ftp://127.0.0.1/", "file:///etc/passwd", "localhost:8080", "javascript:1", "http:/", "127.0.0.1"])(
    "refuses %s, which is no place to send requests to",
    (target) => {
      expect(guard(intent(target, { allow: ["*"] }))).toEqual([expect.stringContaining("expected")]);
    },
  );

  test("refuses credentials in a URL without repeating them", () => {
    const [refusal, ...more] = guard(intent("http://someone:hunter2@127.0.0.1/"));
    expect(more).toEqual([]);
    expect(refusal).toContain("credentials");
    expect(refusal).not.toMatch(/someone|hunter2/);
  });

  test("refuses a query, which may hold a token and would be ignored, without repeating it", () => {
    expect(guard(intent("http://127.0.0.1/?token=hunter2"))).toEqual([
      "target of web: the URL for 127.0.0.1 has a query or a fragment; put it into the demand's http.path",
    ]);
    expect(guard(intent("http://example.com#127.0.0.1"))).toContainEqual(
      expect.stringContaining("example.com is not among the hosts"),
    );
  });

  test("takes the host after the userinfo as the target, not the one in it", () => {
    const refusals = guard(intent("http://127.0.0.1:80@example.com/"));
    expect(refusals).toContainEqual(expect.stringContaining("example.com is not among the hosts"));
  });

  test("refuses a cluster that is denied, by its name and by its ARN", () => {
    const cluster = "arn:aws:ecs:ap-northeast-1:123456789012:cluster/chat-prod";
    for (const deny of ["chat-prod", "*:cluster/chat-*", "*PROD"]) {
      const refusals = guard(intent("http://127.0.0.1/", { deny: [deny] }, { cluster }));
      expect(refusals).toEqual([`cluster ${cluster} is never driven: it matches '${deny}' in staging.deny`]);
    }
    expect(guard(intent("http://127.0.0.1/", { deny: ["*prod"] }, { cluster: "chat-staging" }))).toEqual([]);
  });

  test("keeps rate, duration and connections below their ceilings, and reports all problems at once", () => {
    const at = { peakRate: 500, duration: 1_800e6, connections: 1_000 };
    expect(guard(intent("http://127.0.0.1/", {}, at))).toEqual([]);
    const above = { peakRate: 500.5, duration: 1_801e6, connections: 1_001 };
    expect(guard(intent("http://127.0.0.1/", {}, above))).toEqual([
      "rate 500.5/s is above the ceiling of 500/s; raise staging.ceilings.rate or use --scale",
      "duration 1801 s is above the ceiling of 1800 s; raise staging.ceilings.duration or use --window",
      "connections 1001 is above the ceiling of 1000; raise staging.ceilings.connections or use --connections",
    ]);
  });

  test("compares a pattern of many stars with a long name quickly", () => {
    const target = `http://${`${"a".repeat(60)}.`.repeat(4)}com/`;
    const deny = [`${"*a".repeat(100)}*b`, `${"*1".repeat(20_000)}x`];
    const startedAt = performance.now();
    expect(guard(intent(target, { allow: ["*"], deny }))).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test("finds a denied address behind a name", () => {
    const staging = stagingShape.parse({ allow: ["*"], deny: ["10.9.*", "fd00::*", "127.0.0.1:443"] });
    const url = new URL("http://alias.example.com/");
    expect(guardAddresses(url, ["10.8.0.1", "127.0.0.1"], staging)).toEqual([]);
    expect(guardAddresses(url, ["10.8.0.1", "10.9.0.1"], staging)).toEqual([expect.stringContaining("10.9.0.1")]);
    expect(guardAddresses(url, ["fd00::5"], staging)).toHaveLength(1);
    const denied = stagingShape.parse({ allow: ["*"], deny: ["10.0.0.0/8"] });
    expect(guardAddresses(url, ["10.8.0.1", "64:ff9b::a08:1", "192.0.2.1"], denied)).toHaveLength(2);
    expect(guardAddresses(new URL("https://alias.example.com/"), ["127.0.0.1"], staging)).toHaveLength(1);
  });
});
