import type { Completed, CompletedCall, CompletedOption } from "./calls.js";

/** A line for each word that fish may offer, with the sentence that describes it. */
export function fish(calls: readonly CompletedCall[]): string {
  return `# fish completion of sim: sim completion fish > ~/.config/fish/completions/sim.fish
function __sim_variants
  for word in (commandline -opc)
    string match -qr '\\.ya?ml$' -- $word; and sim completion --variants $word 2>/dev/null
  end
end
complete -c sim -f
${calls.flatMap((call) => linesOf(call, calls)).join("\n")}
`;
}

function linesOf(call: CompletedCall, calls: readonly CompletedCall[]): readonly string[] {
  const where = conditionOf(call);
  const below = call.below.map((name) => {
    const about = calls.find(({ words }) => words.join(" ") === [...call.words, name].join(" "))!.about;
    const none = call.below.map((each) => `not __fish_seen_subcommand_from ${each}`).join("; and ");
    return `complete -c sim -n ${quoted([where, none].filter(Boolean).join("; and "))} -a ${name} -d ${quoted(about)}`;
  });
  const argument =
    call.argument === null || call.below.length > 0
      ? []
      : [`complete -c sim -n ${quoted(where)} ${offer(call.argument)}`.trimEnd()];
  return [...below, ...argument, ...call.options.map((option) => optionLine(option, where))];
}

/** Condition that all words of a call were typed; always true for `sim` itself. */
function conditionOf({ words }: CompletedCall): string {
  return words.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
}

function optionLine({ flags, about, value }: CompletedOption, where: string): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const condition = where === "" ? "__fish_use_subcommand" : where;
  const offered = value === null ? "" : ` -r ${offer(value)}`.trimEnd();
  return `complete -c sim -n ${quoted(condition)} ${names.join(" ")} -d ${quoted(about)}${offered}`;
}

function offer(completed: Completed): string {
  switch (completed.sort) {
    case "words":
      return `-f -a ${quoted(completed.words.join(" "))}`;
    case "files":
      return completed.ends.length === 0
        ? "-F"
        : `-f -a ${quoted(`(__fish_complete_suffix ${completed.ends.map((end) => `.${end}`).join(" ")})`)}`;
    case "folders":
      return `-f -a ${quoted("(__fish_complete_directories)")}`;
    case "variants":
      return `-f -a ${quoted("(__sim_variants)")}`;
    case "anything":
      return "-f";
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
