import { ECSClient, type ECSClientConfig } from "@aws-sdk/client-ecs";
import { hostOf, isLoopback } from "../guard/host.js";
import type { EcsTarget } from "./target.js";

const attemptsMax = 3;
const connectMs = 5_000;
const answerMs = 10_000;
/** An endpoint of this machine believes any signature: these open nothing, and real ones are not shown to it. */
const ofThisMachine = { accessKeyId: "local", secretAccessKey: "local" };

/** A client of the ECS API with the ordinary credential chain and three attempts a call; `check` may refuse an endpoint. */
export function connectEcs(
  { region, profile, endpointUrl }: Omit<EcsTarget, "cluster" | "service">,
  check?: (endpoint: URL) => Promise<void>,
): ECSClient {
  // The SDK's version is pinned: what later ones will need is no news for a user.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const client = new ECSClient({
    ...{ retryMode: "standard", maxAttempts: attemptsMax },
    requestHandler: { connectionTimeout: connectMs, requestTimeout: answerMs, throwOnRequestTimeout: true },
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl, ...localAccess({ region, profile, endpointUrl }) }),
  });
  if (check === undefined) return client;
  // An endpoint may also come from the environment or a profile: only the request tells which it is.
  client.middlewareStack.add(
    (next) => async (call) => {
      const { protocol, hostname, port } = call.request as Endpoint;
      await check(new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}/`));
      return next(call);
    },
    { step: "build", name: "checkEndpoint" },
  );
  return client;
}

/** Where a request of the SDK goes. */
interface Endpoint {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

function localAccess({
  region,
  profile,
  endpointUrl,
}: Pick<EcsTarget, "region" | "profile"> & { readonly endpointUrl: string }): ECSClientConfig {
  if (profile !== undefined || !isLoopback(hostOf(new URL(endpointUrl)))) return {};
  return { credentials: ofThisMachine, region: region ?? "local" };
}
