/** The user's error in a file beside the scenario, such as a CSV: which file, what was expected, what was found. */
export class InputError extends Error {
  readonly file: string;
  readonly expected: string;
  readonly got: string;

  constructor(file: string, expected: string, got: string) {
    super(`${file}: expected ${expected}, got ${got}`);
    this.name = "InputError";
    this.file = file;
    this.expected = expected;
    this.got = got;
  }
}

/** Returns what `make` returns, or the InputError that it throws. */
export function orInputError<T>(make: () => T): T | InputError {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
