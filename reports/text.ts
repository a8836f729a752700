import type { Reporter } from "./reporter.js";
import { bill } from "./text/bill.js";
import { assumptions, calendar, claims, ladder, strata, warnings } from "./text/closing.js";
import { headline } from "./text/headline.js";
import { identity } from "./text/identity.js";
import { loadAudit } from "./text/measured.js";
import { objectives } from "./text/objectives.js";
import { paints } from "./text/paint.js";
import { services } from "./text/service.js";

const sections = [
  identity,
  headline,
  objectives,
  warnings,
  calendar,
  services,
  loadAudit,
  bill,
  strata,
  ladder,
  claims,
  assumptions,
];

/** A calm page for a terminal, as wide as that is: the answer first, its reasons below, the digest last. */
export const text: Reporter = {
  format: "text",
  print(outcome, options) {
    const paint = paints(options);
    const blocks = sections.map((section) => section(outcome, paint).join("\n")).filter((block) => block !== "");
    return `${[...blocks, paint.dim(`digest ${outcome.digest}`)].join("\n\n")}\n`;
  },
};
