import type { FailureCause } from "../../../sim/facts/aspects/requests.js";

import type { RequestPath } from "./request-path.js";
import type { SocketFront } from "./socket-front.js";
import type { TaskOrder } from "./task-order.js";
import type { WriteBuffer } from "./write-buffer.js";

interface ShutdownParts {
  readonly onSigterm: TaskOrder["onSigterm"];
  readonly path: RequestPath;
  readonly sockets: SocketFront;
  readonly writes: WriteBuffer;
  /** Ends the process: at once, or when the answers under way have left it. */
  readonly exit: (how: "at once" | "answered") => void;
}

/**
 * What a task does at SIGTERM, as in the simulator. `ignore` waits for SIGKILL and `exit` ends at once; both lose the
 * buffer.
 */
export class Shutdown {
  /** Cause of failure of requests that are refused. */
  cause: FailureCause = "interrupted";
  readonly #parts: ShutdownParts;
  #isStopping = false;
  #isSaved = false;
  #isOver = false;

  constructor(parts: ShutdownParts) {
    this.#parts = parts;
  }

  begin(): void {
    const { onSigterm, path, sockets, writes, exit } = this.#parts;
    if (onSigterm === "exit") return exit("at once");
    if (onSigterm === "ignore" || this.#isStopping) return;
    this.#isStopping = true;
    if (onSigterm === "drain") {
      path.refuses = this.cause;
      sockets.close();
    }
    writes.close().then(() => {
      this.#isSaved = true;
      this.exitWhenDone();
    });
  }

  /** To be called whenever a request has left. */
  exitWhenDone(): void {
    if (!this.#isSaved || this.#isOver || this.#parts.path.inFlight > 0) return;
    this.#isOver = true;
    this.#parts.exit("answered");
  }
}
