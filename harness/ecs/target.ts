/** An ECS service to watch or change, and how to reach its API. The names are those of the AWS CLI. */
export interface EcsTarget {
  /** Name or ARN of the cluster. */
  readonly cluster: string;
  readonly service: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
}
