import { afterEach } from "vitest";
import { Rig, type RigOptions } from "./rig.js";
import { type SmallServer, type SmallServerOptions, startServer } from "./small-server.js";

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A server that runs for one test. */
export async function serve(options?: SmallServerOptions): Promise<SmallServer> {
  const server = await startServer(options);
  stops.push(() => server.stop());
  return server;
}

/** A driver on a target, closed after the test. */
export function drive(target: URL, options?: RigOptions): Rig {
  const rig = new Rig(target, options);
  stops.push(() => rig.driver.close(0));
  return rig;
}
