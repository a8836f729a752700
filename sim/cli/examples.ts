/** Examples below a command's help, a call a line. */
export function examples(...calls: readonly string[]): string {
  return `\nExamples:\n${calls.map((call) => `  $ ${call}`).join("\n")}`;
}
