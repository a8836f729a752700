import type { Completed, CompletedCall } from "./calls.js";

/** A function for bash; `complete -F` calls it with the words of the line in COMP_WORDS. */
export function bash(calls: readonly CompletedCall[]): string {
  return `# bash completion of sim. In ~/.bashrc: eval "$(sim completion bash)"
_sim() {
  local word call='' file='' cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$call/$word" in
${calls
  .filter(({ words }) => words.length > 0)
  .map(({ words }) => `      '${words.slice(0, -1).join(" ")}/${words.at(-1)}') call='${words.join(" ")}' ;;`)
  .join("\n")}
      */*.yaml|*/*.yml) file=$word ;;
    esac
  done
  COMPREPLY=()
  case "$call:$prev" in
${calls.flatMap(valueCases).join("\n")}
  esac
  case "$call" in
${calls.map(callCase).join("\n")}
  esac
}
_sim_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_sim_files() {
  compopt -o filenames 2>/dev/null
  local end
  mapfile -t COMPREPLY < <(compgen -d -- "$cur"; for end in "$@"; do compgen -f -X "!*$end" -- "$cur"; done)
}
complete -F _sim sim fleetcast
`;
}

/** Completions after an option that takes a value. */
function valueCases({ words, options }: CompletedCall): readonly string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === null) return [];
    const patterns = flags.map((flag) => `'${words.join(" ")}:${flag}'`).join("|");
    return [`    ${patterns}) ${offer(value)}; return ;;`];
  });
}

function callCase({ words, below, options, argument }: CompletedCall): string {
  const flags = options.flatMap((option) => option.flags).join(" ");
  const first = below.length > 0 ? offer({ sort: "words", words: below }) : argument === null ? ":" : offer(argument);
  return `    '${words.join(" ")}') if [[ $cur == -* ]]; then _sim_words '${flags}'; else ${first}; fi ;;`;
}

function offer(completed: Completed): string {
  switch (completed.sort) {
    case "words":
      return `_sim_words '${completed.words.join(" ")}'`;
    case "files":
      return `_sim_files ${completed.ends.length === 0 ? "''" : completed.ends.map((end) => `.${end}`).join(" ")}`;
    case "folders":
      return "_sim_files";
    case "variants":
      return '_sim_words "$(sim completion --variants "$file" 2>/dev/null)"';
    case "anything":
      return ":";
  }
}
