import type { Outcome } from "../sim/outcome/outcome.js";
import { formatOf } from "./units.js";

/** What depends on how old the metric is that scaling acts on, as a sentence without its end; nothing where nothing does. */
export function bracketWords({ brackets }: Outcome): string {
  if (brackets === undefined) return "";
  const moved = brackets.moved.map(({ name, field, unit, allAge, fresh }) => {
    const format = formatOf(field, unit);
    return `${name} ${format(allAge)} or ${format(fresh)}`;
  });
  const verdicts = brackets.verdicts.map(({ objective, allAge, fresh }) => `'${objective}' ${allAge} or ${fresh}`);
  const told = [...moved, ...verdicts];
  return told.length === 0 ? "" : `if it is as old as the lag allows, or nearly fresh: ${told.join(", ")}`;
}

/** What that sentence is about. */
export const bracketTopic = "how old the metric is that scaling acts on is not known";
