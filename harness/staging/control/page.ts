import { invalidParameter } from "./ecs-error.js";

/** Which page of a list to return; the first when there is no token. */
export interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** Largest number of results on one page, as in ECS. */
export const pageMax = 100;

/**
 * One page of results and the token of the next. The token names the last result returned, so that items that come or
 * go in between do not shift the others.
 */
export function pageOf<T>(
  all: readonly T[],
  { maxResults = pageMax, nextToken }: PageRequest,
  idOf: (item: T) => string,
): { readonly items: readonly T[]; readonly nextToken?: string } {
  if (maxResults < 1 || maxResults > pageMax) {
    throw invalidParameter(`maxResults must be between 1 and ${pageMax} inclusive.`);
  }
  const start = nextToken === undefined ? 0 : 1 + all.findIndex((item) => tokenOf(idOf(item)) === nextToken);
  if (nextToken !== undefined && start === 0) throw invalidParameter("Invalid token.");
  const items = all.slice(start, start + maxResults);
  const isLast = start + maxResults >= all.length;
  return isLast ? { items } : { items, nextToken: tokenOf(idOf(items.at(-1)!)) };
}

function tokenOf(id: string): string {
  return Buffer.from(id).toString("base64url");
}
