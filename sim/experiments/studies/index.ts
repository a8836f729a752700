import { oscillation } from "./oscillation.js";
import { spotCascade } from "./spot-cascade.js";
import type { Study } from "./study.js";

/** Every study; a new one is a file and a word here. */
export const studies: readonly Study[] = [oscillation, spotCascade];
