export {
  type AssumedValue,
  assumed,
  assumedPlaces,
  assumedTogether,
  assumedValues,
  type PlausibleRange,
  plausible,
  plausibleWords,
  type Written,
} from "./assumed.js";
export { decode, type Foreign, type Foreigner, type Reading, type Rule } from "./decode.js";
export { formatIssue, formatPath, type Issue, type Path, type Place, type Problem, sortIssues } from "./issues.js";
export { jsonSchema } from "./json-schema.js";
export { type Kind, type KindShape, oneOfKind } from "./kinds.js";
export { type Loaded, type ReadOptions, type Refusal, readDocument } from "./read.js";
export { readResolved } from "./reread.js";
export { resolve } from "./resolve.js";
export { isWritten } from "./tree.js";
export {
  containerVcpu,
  dataSize,
  memory,
  money,
  percentPerMonth,
  perMinute,
  rate,
  ratio,
  vcpu,
} from "./units/amounts.js";
export { filePath, flag, integer, label, name, number, text } from "./units/plain.js";
export { duration, type TimeSpan, timeOfDay, timeSpan } from "./units/time.js";
export type { Range, Unit } from "./units/unit.js";
export { visible } from "./visible.js";
export type { SourceFile } from "./yaml.js";
