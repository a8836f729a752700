/** The files that sim report writes for other programs, by format. */
export const exportFiles = {
  junit: "junit.xml",
  prometheus: "metrics.prom",
  openmetrics: "metrics.openmetrics",
  otlp: "metrics.otlp.json",
} as const;
export type ExportFormat = keyof typeof exportFiles;
