/** Which folders a folder may import, itself apart. A folder that is not listed follows its nearest parent. */
export const arrows: Readonly<Record<string, readonly string[]>> = (() => {
  const leaves = ["scenarios/language", "workload", "sim/engine", "sim/statistics", "sim/cost", "sim/cpu"];
  const judged = [...leaves, "sim/facts", "sim/scaling", "sim/outcome"];
  const fleet = [...judged, "sim/capacity", "sim/targets", "sim/pool", "sim/work"];
  const services = [...fleet, "sim/services"];
  const incidents = [...services, "sim/incidents"];
  const simulator = [...incidents, "sim/scenario", "sim"];
  return {
    "scenarios/language": [],
    workload: ["scenarios/language"],
    "sim/engine": [],
    "sim/statistics": [],
    "sim/cost": ["scenarios/language"],
    "sim/cpu": ["workload", "scenarios/language"],
    "sim/facts": ["sim/statistics", "scenarios/language"],
    "sim/scaling": ["sim/facts", "workload", "scenarios/language"],
    "sim/outcome": ["sim/statistics", "sim/facts", "workload", "scenarios/language"],
    "sim/capacity": ["workload", "scenarios/language", "sim/cost"],
    "sim/targets": ["workload"],
    "sim/pool": ["workload", "scenarios/language", "sim/engine", "sim/cpu", "sim/capacity", "sim/targets"],
    "sim/work": ["workload", "sim/engine", "sim/cpu", "sim/facts", "sim/capacity", "sim/targets", "sim/pool"],
    "sim/services": fleet,
    "sim/incidents": services,
    "sim/scenario": incidents,
    "sim/sizing": ["scenarios/language", "sim/cost", "sim/capacity", "sim/scenario"],
    sim: simulator,
    "sim/experiments": simulator,
    "sim/library": [...simulator, "sim/experiments", "harness"],
    reports: ["scenarios/language", "sim/statistics", "sim/facts", "sim/outcome"],
    harness: [
      ...["scenarios/language", "workload", "sim/statistics", "sim/facts"],
      ...["sim/scaling", "sim/cpu", "sim/capacity", "sim/targets", "sim/pool", "sim/outcome", "sim/scenario"],
    ],
    "sim/cli": [...simulator, "sim/sizing", "sim/experiments", "sim/library", "reports", "harness"],
    bench: [...simulator, "sim/experiments", "sim/cli"],
  };
})();

/** Folders whose types alone may be imported besides. */
export const typeArrows: Readonly<Record<string, readonly string[]>> = {
  "sim/outcome": ["sim/cost"],
  reports: ["sim/cost", "sim/sizing"],
};

/** The listed folder that a file belongs to; undefined outside all of them. */
export function folderOf(path: string): string | undefined {
  return Object.keys(arrows)
    .filter((folder) => path.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}
