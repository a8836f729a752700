import { EnvironmentProblem } from "../environment-problem.js";
import type { EcsTarget } from "./target.js";

/** The call that failed, and the service it was for. */
export interface FailedCall {
  /** Name of the operation, which is also the name of its IAM action. */
  readonly operation: string;
  readonly target: EcsTarget;
}

type Words = (call: FailedCall, error: Error) => string;

const denied: Words = ({ operation, target }) =>
  `access is denied: these credentials may not call ecs:${operation} on cluster ${target.cluster}; docs/iam-policy.md lists the permissions`;
const expired: Words = ({ target }) =>
  `the AWS credentials have expired; sign in again, e.g. aws sso login${profileOf(target)}`;
const invalid: Words = ({ target }) =>
  `the AWS credentials are not valid; check them with aws sts get-caller-identity${profileOf(target)}`;
const missing: Words = ({ target }) =>
  `no AWS credentials were found${target.profile === undefined ? "" : ` in profile ${target.profile}`}; name a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`;
const noCluster: Words = ({ target }) =>
  `there is no cluster ${target.cluster}${placeOf(target)}; check --cluster and --region`;
const noService: Words = ({ target }) =>
  `cluster ${target.cluster} has no active service ${target.service}${placeOf(target)}; check --service and --region`;
const throttled: Words = ({ operation }) =>
  `ECS throttled ecs:${operation} three times in a row; try again when fewer callers use the account's API`;
const unreachable: Words = ({ target }, { message }) =>
  `the ECS API${target.endpointUrl === undefined ? placeOf(target) : ` at ${target.endpointUrl}`} cannot be reached (${message}); check --endpoint-url, --region and the network`;

const noEcs: Words = ({ target }) =>
  `what answers${target.endpointUrl === undefined ? "" : ` at ${target.endpointUrl}`} does not speak ECS's JSON; check --endpoint-url, and proxies on the way`;

const wordsOf: Readonly<Record<string, Words>> = {
  AccessDeniedException: denied,
  AccessDenied: denied,
  UnauthorizedOperation: denied,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  UnrecognizedClientException: invalid,
  InvalidSignatureException: invalid,
  InvalidClientTokenId: invalid,
  CredentialsProviderError: missing,
  ClusterNotFoundException: noCluster,
  ServiceNotFoundException: noService,
  ServiceNotActiveException: noService,
  ThrottlingException: throttled,
  TooManyRequestsException: throttled,
  TimeoutError: unreachable,
  SyntaxError: noEcs,
};

const unreachableCodes = ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ETIMEDOUT", "EPIPE"];

/**
 * Turns a failed call into an EnvironmentProblem that says what to check; an error that is our own bug is returned as
 * it is.
 */
export function problemOf(error: unknown, call: FailedCall): unknown {
  if (!(error instanceof Error)) return error;
  const words = wordsOf[error.name] ?? otherWords(error);
  return words === null ? error : new EnvironmentProblem(words(call, error));
}

/** The problem that DescribeServices did not find the service. */
export function unknownService(target: EcsTarget): EnvironmentProblem {
  return new EnvironmentProblem(noService({ operation: "DescribeServices", target }, new Error()));
}

function otherWords(error: Error): Words | null {
  const { code, $fault } = error as Error & { readonly code?: string; readonly $fault?: string };
  if (code !== undefined && unreachableCodes.includes(code)) return unreachable;
  if (/^(Region is missing|Missing region)/.test(error.message)) return noRegion;
  if ($fault === undefined) return null;
  return ({ operation }, { name, message }) => `ecs:${operation} failed: ${name}: ${message}`;
}

const noRegion: Words = () => "no AWS region is configured; name it with --region or AWS_REGION";

function placeOf({ region }: EcsTarget): string {
  return region === undefined ? "" : ` in ${region}`;
}

function profileOf({ profile }: EcsTarget): string {
  return profile === undefined ? "" : ` --profile ${profile}`;
}
