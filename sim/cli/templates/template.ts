/** A scenario to start from: at most 15 lines that stand by themselves. */
export interface Template {
  readonly name: string;
  readonly about: string;
  /** The command that it is written for. */
  readonly command: "run" | "size";
  readonly text: string;
}
