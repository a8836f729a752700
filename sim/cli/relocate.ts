import { basename, extname } from "node:path";
import { isScalar, parseDocument, visit } from "yaml";

/** A scenario and the data files it names, as they stand in one folder. */
export interface Relocated {
  readonly scenario: string;
  /** The texts of the data files by their path from that folder. */
  readonly attachments: ReadonlyMap<string, string>;
}

/** Moves the data files of a scenario to `data/` beside it, and says so in the scenario. */
export function relocate(scenario: string, files: ReadonlyMap<string, string>): Relocated {
  if (files.size === 0) return { scenario, attachments: new Map() };
  const places = new Map<string, string>();
  for (const path of files.keys()) places.set(path, free(path, [...places.values()]));
  const document = parseDocument(scenario);
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "file" || !isScalar(value)) return;
      value.value = places.get(String(value.value)) ?? value.value;
    },
  });
  const attachments = [...files].map(([path, text]) => [places.get(path)!, text] as const);
  return { scenario: document.toString({ lineWidth: 0 }), attachments: new Map(attachments) };
}

function free(path: string, taken: readonly string[]): string {
  const extension = extname(path);
  const stem = `data/${basename(path, extension)}`;
  let place = stem + extension;
  for (let count = 2; taken.includes(place); count++) place = `${stem}-${count}${extension}`;
  return place;
}
