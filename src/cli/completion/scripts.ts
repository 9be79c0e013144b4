/** Shells there is a script for. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof SHELLS)[number]

/** The script that teaches a shell to complete `bai`. All of it is asked of `bai complete`. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  // Bash splits words at `:` and `=`; what it has split off must not stand in the replies.
  bash: `_bai() {
  local line=\${COMP_LINE:0:COMP_POINT} current=\${COMP_WORDS[COMP_CWORD]} IFS=$' \\t\\n'
  local -a words replies
  read -ra words <<<"$line"
  if [[ $line == *[[:space:]] ]]; then words+=(""); fi
  local typed=\${words[\${#words[@]} - 1]}
  local cut=\${typed%"$current"}
  [[ $current == [:=] ]] && cut=$typed
  mapfile -t replies < <(bai complete -- "\${words[@]:1}" 2>/dev/null)
  replies=("\${replies[@]%%$'\\t'*}")
  COMPREPLY=("\${replies[@]#"$cut"}")
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
  return 0
}
complete -o default -o bashdefault -F _bai bai
`,
  zsh: `#compdef bai
_bai() {
  local -a replies values texts
  local reply
  replies=("\${(@f)$(bai complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for reply in "\${(@)replies}"; do
    [[ -z $reply ]] && continue
    values+=("\${reply%%$'\\t'*}")
    texts+=("\${reply/$'\\t'/  -- }")
  done
  if (( \${#values} )); then
    compadd -l -d texts -a values
  else
    _files
  fi
}
if (( ! $+functions[compdef] )); then
  autoload -Uz compinit && compinit -u
fi
if [[ \${funcstack[1]} == _bai ]]; then
  _bai "$@"
else
  compdef _bai bai
fi
`,
  fish: `function __bai_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found (bai complete -- $words[2..-1] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c bai -f -a '(__bai_complete)'
`,
  // Older PowerShells drop an empty argument: the switch stands for it.
  powershell: `Register-ArgumentCompleter -Native -CommandName bai -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  $replies = if ($wordToComplete -eq '') { bai complete --new -- @words 2>$null } else { bai complete -- @words 2>$null }
  foreach ($reply in $replies) {
    $word, $text = $reply -split "\`t", 2
    if (-not $text) { $text = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $text)
  }
}
`,
}
