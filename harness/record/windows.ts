/** Length of a window in microseconds, and number of windows in a block of ten seconds. */
export const windowLength = 100_000;
export const windowsPerBlock = 100;

const blockLength = windowLength * windowsPerBlock;
/**
 * Largest number of blocks that are counted: half an hour, enough to estimate dispersion. A longer run is sampled
 * evenly.
 */
const blocksMax = 180;

/**
 * The windows of 100 ms in which the load of a run is counted, in blocks of ten seconds: all blocks of a run of half an
 * hour, every second block of an hour, and so on, so that a long run takes no more memory.
 */
export class CountedWindows {
  readonly #stride: number;
  readonly #blocks: number;

  constructor(duration: number) {
    const blocks = Math.ceil(duration / blockLength);
    this.#stride = Math.ceil(blocks / blocksMax);
    this.#blocks = Math.ceil(blocks / this.#stride);
  }

  get count(): number {
    return this.#blocks * windowsPerBlock;
  }

  /** The window that contains an instant of at least 0; null when that window is not counted. */
  of(instant: number): number | null {
    const block = Math.floor(instant / blockLength);
    if (block % this.#stride !== 0) return null;
    const window = (block / this.#stride) * windowsPerBlock + (Math.floor(instant / windowLength) % windowsPerBlock);
    return window < this.count ? window : null;
  }

  /** Start of a window, in microseconds. */
  start(window: number): number {
    const block = Math.floor(window / windowsPerBlock) * this.#stride;
    return block * blockLength + (window % windowsPerBlock) * windowLength;
  }
}
