/** An ECS service that is watched or changed, and how its API is reached; named as in the AWS CLI. */
export interface EcsTarget {
  /** Name or ARN. */
  readonly cluster: string;
  readonly service: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
}
