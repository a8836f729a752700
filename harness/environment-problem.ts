/** What surrounds a run failed it: no access, a port in use, a process that died. The message says what to check. */
export class EnvironmentProblem extends Error {}
