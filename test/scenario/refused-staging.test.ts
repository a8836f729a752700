import { describe, expect, test } from "vitest";
import { issuesOf } from "./reader.js";
import { finds, http, type RuleCase, session } from "./rule-case.js";

describe("of what real load needs, refused is", () => {
  test.each<RuleCase>([
    {
      code: "file",
      path: "demand[0].http.feeder.file",
      text: http("feeder: { file: none.csv } # here"),
      says: /a file that exists, got none \(in none.csv\)/,
    },
    {
      code: "placeholder",
      path: "demand[0].http.path",
      text: http(`feeder: { file: users.csv }\npath: '/u/\${field.nmae}' # here`),
      says: /expected \$\{field\.name\} or \$\{field\.city\}, got \$\{field\.nmae\} \(did you mean \$\{field\.name\}\?\)/,
    },
    {
      code: "placeholder",
      path: "demand[0].http.path",
      text: http(`path: '/u/\${field.name}' # here`),
      says: /a feeder whose file has that column, got \$\{field\.name\}/,
    },
    {
      code: "placeholder",
      path: "demand[0].http.body",
      text: http(`feeder: { file: users.csv }\nbody: '{ "name": "\${name}" }' # here`),
      says: /expected \$\{id\}, \$\{field\.name\}, \$\{field\.city\} or \$\{env:NAME\}, got \$\{name\} \(did you mean \$\{field\.name\}\?\)/,
    },
    {
      code: "placeholder",
      path: "demand[0].http.headers.authorization",
      text: http(`headers:\n  authorization: 'Bearer \${env.TOKEN}' # here`),
      says: /got \$\{env\.TOKEN\} \(did you mean \$\{env:TOKEN\}\?\)/,
    },
    {
      code: "placeholder",
      path: "demand[0].http.path",
      text: http(`path: '/\${id' # here`),
      says: /got \$\{id \(did you mean \$\{id\}\?\)/,
    },
    {
      code: "placeholder",
      path: "demand[0].http.body",
      text: http(`body: 'token=\${env:TOKEN}' # here`),
      says: /no secret in a body, got \$\{env:TOKEN\} \(put it into a header\)/,
    },
    {
      code: "invalid-value",
      path: "demand[0].http.path",
      text: http("path: chat # here"),
      says: /a path that begins with \//,
    },
    ...["Transfer-Encoding", "content-length", "Connection", "upgrade", "expect", "te"].map((header) => ({
      code: "header",
      path: `demand[0].http.headers.${header}`,
      text: http(`headers:\n  ${header}: chunked # here`),
      says: /a header that does not frame the request, got \S+ \(leave it out: the driver writes it/,
    })),
    ...["x-fleetcast-id", "Sec-WebSocket-Key"].map((header) => ({
      code: "header",
      path: `demand[0].http.headers.${header}`,
      text: http(`headers:\n  ${header}: x # here`),
      says: /a header of your own, got \S+ \(leave it out: the driver writes it\)/,
    })),
    {
      code: "header",
      path: "demand[0].http.headers.X-Tenant",
      text: http("headers:\n  x-tenant: a\n  X-Tenant: b # here"),
      says: /each header once/,
    },
    {
      code: "header",
      path: "demand[0].http.headers.host",
      text: http(`feeder: { file: users.csv }\nheaders:\n  host: '\${field.name}.example.com' # here`),
      says: /the target's own host, got host \(leave it out, and name the target by that host\)/,
    },
    {
      code: "invalid-key",
      path: "demand[0].http.headers.x: y",
      text: http("headers:\n  'x: y': z # here"),
      says: /the name of a header, got 'x: y'/,
    },
    {
      code: "unknown-key",
      path: "demand[0].session.message.retries",
      text: session("messages: 2", "retries: {} # here"),
      says: /one of the keys steps, .*, got 'retries'/,
    },
    {
      code: "abort",
      path: "staging.abort[0]",
      text: "staging:\n  abort:\n    - p42 <= 3s # here",
      says: /got 'p42 <= 3s'/,
    },
    {
      code: "abort",
      path: "staging.abort[0]",
      text: "staging:\n  abort:\n    - wob p99 <= 3s # here",
      says: /one of the services web, got 'wob p99 <= 3s' \(did you mean web\?\)/,
    },
    {
      code: "abort",
      path: "staging.abort[0]",
      text: "staging:\n  abort:\n    - cost total <= $5 # here",
      says: /an objective on answers/,
    },
    {
      code: "abort",
      path: "staging.abort[0]",
      text: "staging:\n  abort:\n    - web/turn errorRate <= 20 % # here",
      says: /one of the demands web\/turns, got 'web\/turn errorRate <= 20 %' \(did you mean web\/turns\?\)/,
    },
    {
      code: "abort",
      path: "staging.abort[0]",
      text: "staging:\n  abort:\n    - web/turns errorRate > 20 % # here",
      says: /with <=, >= or .* \(write what has to hold, with <= or >=: the limit itself is inside\)/,
    },
    {
      code: "abort",
      path: "staging.abort[1]",
      text: "staging:\n  abort:\n    - p99 <= 3s\n    - web cpu <= 80 % # here",
      says: /an objective on answers, .*, got 'web cpu <= 80 %'/,
    },
    {
      code: "staging-host",
      path: "staging.allow[1]",
      text: "staging:\n  allow:\n    - localhost\n    - '' # here",
      says: /the name of a host, .*, got ''/,
    },
    {
      code: "staging-host",
      path: "staging.deny[0]",
      text: "staging:\n  deny: [ 'https://api.example.com/v1' ] # here",
      says: /got 'https:\/\/api\.example\.com\/v1' \(write api\.example\.com\)/,
    },
    ...["10.0.0.0/33", "fd00::/129", "10.0.0/8", "::1::/8", "10.0.0.0/"].map((network) => ({
      code: "staging-host",
      path: "staging.deny[0]",
      text: `staging:\n  deny: [ '${network}' ] # here`,
      says: /or a network such as 10\.0\.0\.0\/8, got/,
    })),
    ...(
      [
        ["127.0.0.1-127.0.0.9", "an entry for each address, or a network"],
        ["fd00::1-fd00::9", "an entry for each address, or a network"],
        ["127.0.0.1:18082-18090", "an entry for each port"],
        ["127.0.0.1:18082,18083", "the name of a host"],
        ["api.example.com:https", "the name of a host"],
        ["127.0.0.1:99999", "the name of a host"],
        ["999.0.0.1", "the name of a host"],
        ["user@example.com", "the name of a host"],
      ] as const
    ).flatMap(([entry, remedy]) =>
      (["allow", "deny"] as const).map((list) => ({
        code: "staging-host",
        path: `staging.${list}[0]`,
        text: `staging:\n  ${list}: [ '${entry}' ] # here`,
        says: new RegExp(remedy),
      })),
    ),
    {
      code: "staging-host",
      path: "staging.allow[0]",
      text: "staging:\n  allow: [ api.example.com/v1 ] # here",
      says: /got 'api\.example\.com\/v1' \(write api\.example\.com\)/,
    },
  ])("$code at $path", finds("error"));
});

test("whatever can match a host or a cluster is accepted among hosts that may be driven, or never", () => {
  const patterns = [
    ...[
      "localhost",
      "127.1",
      "10.0.*",
      "*.1",
      "*prod*",
      "one:8080",
      "*:8080",
      "[::1]",
      "[::1]:9",
      "::1",
      "fd00::*",
      "[*]",
    ],
    ...[
      "bücher.example",
      "EXAMPLE.com.",
      "my_cluster",
      "10.0.0.0/8",
      "fe80::1%eth0",
      "*:123456789012:*",
      "*:cluster/prod*",
    ],
    "arn:aws:ecs:us-east-1:123456789012:cluster/prod",
  ];
  expect(issuesOf(`extends: good.yaml\nstaging: { deny: ${JSON.stringify(patterns)} }\n`)).toEqual([]);
});
