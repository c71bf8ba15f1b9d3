import { failure } from '../domain/failure/failure.js';
import { SCRIPTS, SHELL_NAMES, type ShellName } from './completion/scripts.js';
import { show } from './output/view.js';
import { argument, completing, verb } from './verb.js';

export const completion = verb({
  path: 'completion',
  summary: 'print the script by which a shell completes commands, channels, tokens and broadcasts',
  args: {
    shell: completing(argument(`${SHELL_NAMES.join(', ')}; its head says where it goes`, parseShell), SHELL_NAMES),
  },
  options: {},
  examples: [
    { line: 'completion bash > ~/.local/share/bash-completion/completions/line-ops', does: 'bash' },
    { line: 'completion zsh > _line-ops', does: 'zsh, in $fpath' },
    { line: 'completion fish > ~/.config/fish/completions/line-ops.fish', does: 'fish' },
    { line: 'completion powershell | Out-String | Invoke-Expression', does: 'PowerShell' },
  ],
  changes: 'nothing',
  needs: 'nothing',
  schemas: ['line-ops/completion@1'],
  exits: {},
  docs: [],
  run: (session, { args: { shell } }) =>
    show(session, {
      schema: 'line-ops/completion@1',
      json: { shell, script: SCRIPTS[shell] },
      text: () => SCRIPTS[shell].trimEnd(),
    }),
});

function parseShell(text: string): ShellName {
  const shell = SHELL_NAMES.find((name) => name === text);
  if (shell !== undefined) return shell;
  throw failure('UNKNOWN_SHELL', { text, known: SHELL_NAMES });
}
