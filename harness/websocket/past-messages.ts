/** A session's ended messages that are remembered: a reply that comes after so many others is not known any more. */
const rememberedMax = 256;

/** What a reply is that comes when its message has ended, or never was. */
export type StrayReply = "late" | "duplicates" | "unknown";

/** The last messages of a session that ended after they were sent, so that a reply that comes too late is told apart. */
export class PastMessages {
  /** Whether a reply has come, by id, the oldest first. */
  readonly #answered = new Map<string, boolean>();

  remember(id: string, isAnswered: boolean): void {
    this.#answered.set(id, isAnswered);
    if (this.#answered.size <= rememberedMax) return;
    const [oldest] = this.#answered.keys();
    this.#answered.delete(oldest);
  }

  /** A reply that comes now; the first one after a timeout is late, the next a duplicate. */
  replied(id: string): StrayReply {
    const isAnswered = this.#answered.get(id);
    if (isAnswered === undefined) return "unknown";
    this.#answered.set(id, true);
    return isAnswered ? "duplicates" : "late";
  }
}
