export { drillExitCode, verificationExitCode } from "../exit-code.js";
export type { StepLatencies } from "./compare.js";
export { type DrillReport, predictedReplacement, type Reconciliation, type ServiceDrill } from "./drill.js";
export { rangeQuestions } from "./questions.js";
export type {
  ComparedReading,
  Reason,
  SameArrivals,
  ServiceVerification,
  StepsAlone,
  Verification,
} from "./verification.js";
export { type VerificationRequest, verify } from "./verify.js";
