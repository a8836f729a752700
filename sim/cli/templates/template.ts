/** A scenario to start from: at most 15 lines that stand by themselves. */
export interface Template {
  readonly name: string;
  readonly about: string;
  readonly text: string;
}
