/** An error that ECS answers with status 400: its type and message. */
export class EcsError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export const clusterNotFound = () => new EcsError("ClusterNotFoundException", "Cluster not found.");
export const serviceNotFound = () => new EcsError("ServiceNotFoundException", "Service not found.");
export const invalidParameter = (message: string) => new EcsError("InvalidParameterException", message);
/** For what ECS can do and the local fleet cannot. */
export const unsupported = (message: string) => new EcsError("UnsupportedFeatureException", message);
export const throttled = () => new EcsError("ThrottlingException", "Rate exceeded");
