import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { failure } from '../../domain/failure/failure.js';
import { type ChannelAccessToken, channelAccessToken } from '../../domain/line/secret.js';
import { type OutsideTarget, TOKEN_VARIABLE } from '../../domain/tokens/delivery-target.js';
import type { CommandBounds } from '../../ports/command.js';
import type { EnvironmentVariables } from '../../ports/host.js';
import type { DeliveryObserver, Place, TokenDelivery } from '../../ports/tokens/delivery.js';
import { runShellCommand } from '../commands/shell-command.js';
import { lookIntoEnvFile, readEnvFile, restoreEnvFile, setInEnvFile } from './env-file.js';
import { requireReplaceable } from './replaceable-file.js';
import {
  appendToWorkflowFile,
  removeFromWorkflowFile,
  requireWorkflowFile,
  valueInWorkflowFile,
} from './workflow-file.js';

type ExecTarget = OutsideTarget & { type: 'exec' };
type WorkflowTarget = OutsideTarget & { type: `github-${string}` };

/** Tokens into env files, commands and workflow files of this machine. */
export function createTokenDelivery(env: EnvironmentVariables): TokenDelivery {
  const workflowFile = (target: WorkflowTarget): { path: string | undefined; variable: string; name: string } =>
    target.type === 'github-env'
      ? { path: env['GITHUB_ENV'], variable: 'GITHUB_ENV', name: target.variable }
      : { path: env['GITHUB_OUTPUT'], variable: 'GITHUB_OUTPUT', name: target.name };

  const handTo = async (
    { command, folder }: ExecTarget,
    token: ChannelAccessToken,
    observer: DeliveryObserver,
    bounds: CommandBounds,
  ): Promise<void> => {
    const { status, endedBy } = await runShellCommand({
      command,
      folder: folder ?? process.cwd(),
      env,
      inputLine: token.reveal(),
      onLine: observer.say,
      bounds,
    });
    if (status === 0 && endedBy === 'itself') return;
    const isLate = endedBy === 'timeout';
    throw failure(
      'DELIVERY_FAILED',
      { which: 'command', isLate, timeoutMs: bounds.timeoutMs ?? 0, status },
      { details: { command, status, timedOut: isLate } },
    );
  };

  const lookIntoWorkflow = (target: WorkflowTarget): Place => {
    const { path, name } = workflowFile(target);
    if (!path || !existsSync(path)) return { type: 'missing' };
    const value = valueInWorkflowFile(path, name);
    return { type: 'readable', held: value === null ? [] : [channelAccessToken(value)] };
  };

  return {
    async prepare(target) {
      switch (target.type) {
        case 'env-file': {
          const path = resolve(target.path);
          await requireReplaceable(path, env);
          return { ...target, path };
        }
        case 'exec':
          return { ...target, folder: process.cwd() };
        case 'github-env':
        case 'github-output': {
          const { path, variable } = workflowFile(target);
          requireWorkflowFile(path, variable);
          return target;
        }
      }
    },
    async look(target, old) {
      switch (target.type) {
        case 'env-file':
          return lookIntoEnvFile(target.path, target.variable, old?.reveal() ?? null);
        case 'exec':
          return { type: 'untold' };
        case 'github-env':
        case 'github-output':
          return lookIntoWorkflow(target);
      }
    },
    remember: async (target) => (target.type === 'env-file' ? readEnvFile(target.path) : null),
    async deliver(target, token, from, observer, bounds) {
      switch (target.type) {
        case 'env-file': {
          const change = { value: token.reveal(), from: from.map((held) => held.reveal()) };
          return setInEnvFile(target.path, target.variable, change);
        }
        case 'exec':
          return handTo(target, token, observer, bounds);
        case 'github-env':
        case 'github-output': {
          const { path, variable, name } = workflowFile(target);
          const file = requireWorkflowFile(path, variable);
          observer.mask(token);
          return appendToWorkflowFile(file, name, token.reveal());
        }
      }
    },
    async takeBack(target, { before, delivered, previous }, observer, bounds) {
      switch (target.type) {
        case 'env-file':
          return restoreEnvFile(target.path, target.variable, delivered.reveal(), before);
        case 'exec':
          // What the command did with the new token is not known; given the old one, it does the same with that.
          if (previous !== null) return handTo(target, previous, observer, bounds);
          throw failure('DELIVERY_FAILED', { which: 'oldTokenUnknown' });
        case 'github-env':
        case 'github-output': {
          // The file goes with the workflow step; the step of a later run has another one.
          const { path, name } = workflowFile(target);
          if (path) removeFromWorkflowFile(path, name, delivered.reveal());
        }
      }
    },
    check: (command, token, observer, bounds) =>
      runShellCommand({
        command,
        folder: process.cwd(),
        env: { ...env, [TOKEN_VARIABLE]: token.reveal() },
        inputLine: null,
        onLine: observer.say,
        bounds,
      }),
  };
}
