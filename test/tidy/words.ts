/** Words for what has a better one, and that one: two words for one idea are read as two ideas. */
export const replacedWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "RequestService is the service and RequestPath the way through it": [
      "RequestUnit",
      "RequestServiceParts",
      "RequestParts",
      "createParts",
    ],
    "a pool holds the tasks of a service (Pool, LocalPool)": ["EcsService", "FleetService"],
    "a Process is what a task runs": ["TaskHost", "TaskOwner"],
    "say Servers, Losses, expected size": ["TaskServers", "TaskLosses", "NeededTasks"],
    "a metric is described, a reading is a number of an outcome, what was seen of a real run is observed": [
      "Measure",
      "MeasureReference",
      "MeasureComparison",
      "MeasureVerification",
      "ComparedMeasure",
      "serviceMeasure",
      "costMeasure",
    ],
    "the ledger holds what is paid for, facts are what a run tells, a gauge is what CloudWatch sees": [
      "TaskBook",
      "ServiceBook",
      "FleetBook",
      "ArrivalBook",
      "ServiceMeter",
      "MinuteBook",
      "InfrastructureBook",
      "CpuMeter",
      "UsageMeter",
    ],
  }).flatMap(([better, words]) => words.map((word) => [word, better] as const)),
);
