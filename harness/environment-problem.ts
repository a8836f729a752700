/**
 * A failure in the surroundings of a run: no access, a port in use, a process that died. The message says what to
 * check.
 */
export class EnvironmentProblem extends Error {}

/** Says what to check when a host could not be reached, by the system's error code; null for other codes. */
export function networkAdvice(code: string | undefined): string | null {
  switch (code) {
    case "ECONNREFUSED":
      return "nobody listens there; check that the service runs, and the port";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "the host has no address; check its name and the name server";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return "no route or no answer; check network, security group and VPN";
    default:
      return null;
  }
}
