import type { AuditCheck } from "../../sim/outcome/measured.js";

/** A check that names its remedy where it failed. */
export function checked({ remedy, ...check }: AuditCheck & { readonly remedy: string }): AuditCheck {
  return check.passed ? check : { ...check, detail: `${check.detail}; ${remedy}` };
}
