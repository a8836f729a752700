import type { Completed, CompletedCall } from "./calls.js";

/** A function for zsh's own completion, which has the words of the line in `words`. */
export function zsh(calls: readonly CompletedCall[]): string {
  return `#compdef sim fleetcast
# zsh completion of sim. In ~/.zshrc: eval "$(sim completion zsh)"
_sim() {
  local word call='' file='' prev="\${words[CURRENT-1]}"
  for word in "\${words[@]:1:CURRENT-2}"; do
    case "$call/$word" in
${calls
  .filter(({ words }) => words.length > 0)
  .map(({ words }) => `      ('${words.slice(0, -1).join(" ")}/${words.at(-1)}') call='${words.join(" ")}' ;;`)
  .join("\n")}
      (*/*.yaml|*/*.yml) file=$word ;;
    esac
  done
  case "$call:$prev" in
${calls.flatMap(valueCases).join("\n")}
  esac
  case "$call" in
${calls.map(callCase).join("\n")}
  esac
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _sim sim fleetcast
`;
}

function valueCases({ words, options }: CompletedCall): readonly string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === null) return [];
    const patterns = flags.map((flag) => `'${words.join(" ")}:${flag}'`).join("|");
    return [`    (${patterns}) ${offer(value)}; return ;;`];
  });
}

function callCase({ words, below, options, argument }: CompletedCall): string {
  const flags = options.flatMap((option) => option.flags).join(" ");
  const first = below.length > 0 ? `compadd -- ${below.join(" ")}` : argument === null ? ":" : offer(argument);
  return `    ('${words.join(" ")}') if [[ $PREFIX == -* ]]; then compadd -- ${flags}; else ${first}; fi ;;`;
}

function offer(completed: Completed): string {
  switch (completed.sort) {
    case "words":
      return `compadd -- ${completed.words.join(" ")}`;
    case "files":
      return completed.ends.length === 0 ? "_files" : `_files -g '*.(${completed.ends.join("|")})'`;
    case "folders":
      return "_files -/";
    case "variants":
      return `compadd -- \${(f)"$(sim completion --variants "$file" 2>/dev/null)"}`;
    case "anything":
      return ":";
  }
}
