import { describe, expect, test } from "vitest";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { type Transport, transport } from "../../../harness/http/autocannon.js";
import { testGate } from "../../../harness/http/self-test.js";

/** Autocannon with its clients changed before our gate sees them. */
function changed(change: (client: Record<string, unknown>) => void): Transport {
  return (options, done) => {
    const { setupClient } = options;
    const setUpChanged: typeof setupClient = (client) => {
      change(client as unknown as Record<string, unknown>);
      setupClient!(client);
    };
    return transport({ ...options, setupClient: setUpChanged }, done);
  };
}

describe("the self-test of the gate", () => {
  test("passes with the autocannon that is installed", async () => {
    await testGate();
  });

  test("refuses any other version", async () => {
    const told = "version 9.0.1 is installed, and 9.0.0 is the one we know; reinstall the locked version with npm ci";
    await expect(testGate(transport, "9.0.1")).rejects.toThrow(told);
    await expect(testGate(transport, "9.0.1")).rejects.toThrow(EnvironmentProblem);
  });

  test.each(["_doRequest", "_connect", "_destroyConnection", "pipelinedRequests", "parser"])(
    "names the private member that is missing: %s",
    async (member) => {
      const lacking = changed((client) => {
        client[member] = undefined;
      });
      await expect(testGate(lacking)).rejects.toThrow(`its client lacks ${member}`);
    },
  );

  test("finds a client that sends by another way as soon as it is connected", async () => {
    const eager = changed((client) => {
      const send = client._doRequest as () => void;
      const connect = client._connect as () => void;
      client._connect = function (this: unknown) {
        connect.call(this);
        send.call(this);
      };
    });
    await expect(testGate(eager)).rejects.toThrow("a request left that nobody had released");
  });

  test("finds a client that sends twice", async () => {
    const doubling = changed((client) => {
      const send = client._doRequest as () => void;
      client._doRequest = function (this: unknown) {
        send.call(this);
        send.call(this);
      };
    });
    await expect(testGate(doubling)).rejects.toThrow("one request was released, and 2 came: /released,/released");
  });
});
