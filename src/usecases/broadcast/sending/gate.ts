import { stageNumber } from '../../../domain/broadcast/broadcast.js';
import type { Gate } from '../../../domain/broadcast/settings.js';
import type { BroadcastId } from '../../../domain/line/ids.js';
import { formatDuration } from '../../../domain/text/duration.js';
import type { CommandOutput } from '../../../ports/command.js';
import type { Deps } from '../../../ports/deps.js';
import type { LineApi } from '../../../ports/line-api.js';
import type { AccessTokens } from '../../channels/channel-at-line.js';

type GateDeps = Pick<Deps, 'env' | 'runCommand'> & { readonly api: LineApi; readonly tokens: AccessTokens };

/**
 * Asks the gate whether the stage may begin. The answer is null to go on, else why not. A command gets the broadcast's
 * ID and the number of the stage, from 1, in its environment, and is ended when the run is halted, or its time is over.
 */
export async function askGate(
  gate: Gate,
  { id, stage }: { readonly id: BroadcastId; readonly stage: number },
  confirm: (question: string) => Promise<boolean>,
  {
    halted,
    commandTimeoutMs,
    outputTo = 'stderr',
  }: {
    readonly halted: AbortSignal;
    readonly commandTimeoutMs: number | null;
    /** What the command prints is no answer of ours. */
    readonly outputTo?: Exclude<CommandOutput, 'stdout'>;
  },
  { env, runCommand, api, tokens }: GateDeps,
): Promise<string | null> {
  switch (gate.type) {
    case 'confirm':
      return (await confirm(`Begin stage ${stageNumber(stage)}?`)) ? null : 'it was not confirmed';
    case 'webhook': {
      const test = await api.testWebhook(await tokens.current(), null);
      if (test === null) return 'no webhook endpoint is set';
      return test.success ? null : `the webhook test failed: ${test.reason ?? 'no reason'} ${test.detail ?? ''}`.trim();
    }
    case 'command': {
      const { status, endedBy } = await runCommand(
        ['sh', '-c', gate.command],
        { ...env, LINE_OPS_BROADCAST_ID: id, LINE_OPS_NEXT_STAGE: String(stageNumber(stage)) },
        outputTo,
        { timeoutMs: commandTimeoutMs, stop: halted },
      );
      if (endedBy === 'timeout') return `"${gate.command}" did not end within ${formatDuration(commandTimeoutMs ?? 0)}`;
      return status === 0 ? null : `"${gate.command}" ended with status ${status}`;
    }
  }
}
