import type { WriteStream } from "node:tty";
import { type LiveProgress, liveLine, liveScreen } from "./screen.js";

const msBetweenLines = 30_000;

/** Shows a run under way, and leaves nothing of it on a screen. */
export interface LiveView {
  update(progress: LiveProgress): void;
  /** Clears the screen, so that only the result is left. */
  stop(): void;
}

/** Redraws a screen on a terminal, writes a line every thirty seconds to a log, and shows nothing when quiet. */
export function liveView(stream: WriteStream, { quiet, color }: { readonly quiet: boolean; readonly color: boolean }) {
  if (quiet) return { update() {}, stop() {} };
  return stream.isTTY ? new RedrawnScreen(stream, color) : lines(stream);
}

function lines(stream: NodeJS.WritableStream): LiveView {
  const write = sparseLines(stream);
  return {
    update(progress) {
      write(() => liveLine(progress));
    },
    stop() {},
  };
}

/**
 * Writes whole lines to a log: none in the first thirty seconds, then at most one in each thirty; `now` is in
 * milliseconds.
 */
export function sparseLines(
  stream: Pick<NodeJS.WritableStream, "write">,
  now = (): number => performance.now(),
): (line: () => string) => void {
  let last = now();
  return (line) => {
    if (now() - last < msBetweenLines) return;
    last = now();
    stream.write(`${line()}\n`);
  };
}

const control = { hideCursor: "\x1b[?25l", showCursor: "\x1b[?25h", clearLine: "\x1b[K", clearBelow: "\x1b[J" };

/** Draws over what it drew before. The cursor is hidden meanwhile and restored however the process ends. */
export class RedrawnScreen implements LiveView {
  readonly #stream: Pick<WriteStream, "write" | "columns">;
  readonly #color: boolean;
  readonly #restore = (): void => void this.#stream.write(control.showCursor);
  #drawn = 0;

  constructor(stream: Pick<WriteStream, "write" | "columns">, color: boolean) {
    this.#stream = stream;
    this.#color = color;
  }

  update(progress: LiveProgress): void {
    if (this.#drawn === 0) {
      this.#stream.write(control.hideCursor);
      process.once("exit", this.#restore);
    }
    // A line as wide as the terminal would wrap, and the next redraw would start a row too low.
    const text = liveScreen(progress, { columns: (this.#stream.columns || 80) - 1, color: this.#color });
    const rows = text.split("\n");
    this.#stream.write(`${this.#home()}${rows.map((row) => row + control.clearLine).join("\n")}${control.clearBelow}`);
    this.#drawn = rows.length;
  }

  stop(): void {
    if (this.#drawn === 0) return;
    this.#stream.write(`${this.#home()}${control.clearBelow}${control.showCursor}`);
    process.off("exit", this.#restore);
    this.#drawn = 0;
  }

  /** Moves to the first character that was drawn. */
  #home(): string {
    return this.#drawn > 1 ? `\x1b[${this.#drawn - 1}A\r` : "\r";
  }
}
