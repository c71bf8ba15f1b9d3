/** Shells that completion has a script for. */
export const SHELL_NAMES = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type ShellName = (typeof SHELL_NAMES)[number];

// Each asks the program that is found by its name, and not the path that is on the line: Tab behind the name of a file starts nothing.

const BASH = `# Completion of line-ops for bash 3.2 and later.
#
# For every new shell, where the package bash-completion is installed:
#   mkdir -p ~/.local/share/bash-completion/completions
#   line-ops completion bash > ~/.local/share/bash-completion/completions/line-ops
# Without it, in ~/.bashrc:
#   source <(line-ops completion bash)

_line_ops() {
  local how='' line at
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $how ]]; then how=$line; else COMPREPLY+=("$line"); fi
  done < <(command line-ops __complete bash "$COMP_WORDBREAKS" "\${COMP_LINE:0:COMP_POINT}" 2> /dev/null)
  case $how in
    *' open') compopt -o nospace 2> /dev/null ;;
  esac
  case $how in
    files*)
      if ((\${#COMPREPLY[@]} == 0)); then
        compopt -o default 2> /dev/null
      else
        while IFS= read -r line; do
          # Only then: an offer would be quoted as a file's name is.
          compopt -o filenames 2> /dev/null
          COMPREPLY+=("$line")
        done < <(compgen -f -- "$2")
      fi
      ;;
    command*)
      for ((at = 1; at < COMP_CWORD; at++)); do [[ \${COMP_WORDS[at]} == -- ]] && break; done
      if declare -F _comp_command_offset > /dev/null; then
        _comp_command_offset $((at + 1))
      elif declare -F _command_offset > /dev/null; then
        _command_offset $((at + 1))
      elif ((COMP_CWORD == at + 1)); then
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -c -- "$2")
      else
        compopt -o default 2> /dev/null
      fi
      ;;
  esac
}

complete -F _line_ops line-ops
`;

const ZSH = `#compdef line-ops
# Completion of line-ops for zsh.
#
# In ~/.zshrc, behind "autoload -Uz compinit && compinit":
#   source <(line-ops completion zsh)
# Or once, as a file in a folder of $fpath:
#   line-ops completion zsh > "\${fpath[1]}/_line-ops"

_line-ops() {
  local line how
  local -a answer whole open
  answer=("\${(@f)$(command line-ops __complete zsh "\${(@Q)words[1,CURRENT-1]}" "\${(Q)PREFIX}" 2> /dev/null)}")
  how=($=answer[1])
  for line in $answer[2,-1]; do
    case $line in
      open\\ *) open+=("\${line#open }") ;;
      whole\\ *) whole+=("\${line#whole }") ;;
    esac
  done
  if [[ $how[1] == command ]]; then
    local at=$words[(i)--]
    shift $at words
    ((CURRENT -= at))
    _normal
    return
  fi
  ((how[2] > 0)) && compset -p $how[2]
  local found=1
  (($#whole)) && _describe -V -t values value whole && found=0
  (($#open)) && _describe -V -t beginnings value open -S '' && found=0
  [[ $how[1] == files ]] && _files && found=0
  return found
}

if [[ $funcstack[1] == _line-ops ]]; then
  _line-ops "$@"
else
  compdef _line-ops line-ops
fi
`;

const FISH = `# Completion of line-ops for fish.
#
# For every new shell:
#   line-ops completion fish > ~/.config/fish/completions/line-ops.fish

function __line_ops_complete
    set -l word (commandline -ct)
    set -l answer (command line-ops __complete fish (commandline -opc) "$word" 2> /dev/null)
    set -l how (string split -m 1 ' ' -- $answer[1])
    test (count $answer) -gt 1; and printf '%s\\n' $answer[2..-1]
    switch "$how[1]"
        case files
            set -l before "$how[2]"
            set -l typed (string sub -s (math (string length -- "$before") + 1) -- "$word")
            for path in (__fish_complete_path "$typed")
                printf '%s%s\\n' "$before" $path
            end
        case command
            complete -C (commandline -cp | string replace -r '^.*? -- +' '')
    end
end

complete -c line-ops -f -k -a '(__line_ops_complete)'
`;

const POWERSHELL = `# Completion of line-ops for PowerShell 5.1 and later.
#
# In the file that $PROFILE names:
#   line-ops completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName 'line-ops' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $words = @($commandAst.CommandElements |
        Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or ($wordToComplete -eq '' -and $_.Extent.EndOffset -le $cursorPosition) } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    $program = Get-Command -Name 'line-ops' -CommandType Application, ExternalScript -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($null -eq $program) { return }

    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:LINE_OPS_COMPLETE_WORDS = ($words + @($wordToComplete.Trim("'", '"'))) -join "\`n"
        $answer = @(& $program __complete powershell 2> $null)
    } finally {
        Remove-Item -Path 'Env:LINE_OPS_COMPLETE_WORDS' -ErrorAction SilentlyContinue
        [Console]::OutputEncoding = $encoding
    }

    $answer | Select-Object -Skip 1 | ForEach-Object {
        $text, $shown, $says = $_ -split "\`t", 3
        [System.Management.Automation.CompletionResult]::new($text, $shown, 'ParameterValue', $says)
    }
    if ($answer.Count -gt 0 -and $answer[0] -ne 'none') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
    }
}
`;

export const SCRIPTS: Readonly<Record<ShellName, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
  powershell: POWERSHELL,
};
