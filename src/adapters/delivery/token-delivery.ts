import { resolve } from 'node:path';
import { LineOpsError } from '../../domain/failure.js';
import type { ChannelAccessToken } from '../../domain/secret.js';
import { type OutsideTarget, TOKEN_VARIABLE } from '../../domain/tokens/delivery-target.js';
import type { DeliveryVoice, TokenDelivery } from '../../ports/delivery.js';
import type { EnvironmentVariables } from '../../ports/host.js';
import { checkEnvFile, readEnvFile, restoreEnvFile, setInEnvFile } from './env-file.js';
import { runShellCommand } from './shell-command.js';
import { appendToWorkflowFile, removeFromWorkflowFile, requireWorkflowFile } from './workflow-file.js';

/** Tokens into env files, commands and workflow files of this machine. */
export function createTokenDelivery(env: EnvironmentVariables): TokenDelivery {
  const workflowFile = (target: OutsideTarget & { type: `github-${string}` }): { path: string; name: string } =>
    target.type === 'github-env'
      ? { path: requireWorkflowFile(env['GITHUB_ENV'], 'GITHUB_ENV'), name: target.variable }
      : { path: requireWorkflowFile(env['GITHUB_OUTPUT'], 'GITHUB_OUTPUT'), name: target.name };

  const handTo = async (
    { command, folder }: OutsideTarget & { type: 'exec' },
    token: ChannelAccessToken,
    voice: DeliveryVoice,
  ): Promise<void> => {
    const status = await runShellCommand({
      command,
      folder: folder ?? process.cwd(),
      env,
      inputLine: token.reveal(),
      onLine: voice.say,
    });
    if (status === 0) return;
    throw new LineOpsError(
      'failure',
      'DELIVERY_FAILED',
      `the command that gets the token ended with status ${status}`,
      {
        hint: 'What it printed is above.',
        details: { command, status },
      },
    );
  };

  return {
    async prepare(target) {
      switch (target.type) {
        case 'env-file': {
          const path = resolve(target.path);
          checkEnvFile(path);
          return { ...target, path };
        }
        case 'exec':
          return { ...target, folder: process.cwd() };
        case 'github-env':
        case 'github-output':
          workflowFile(target);
          return target;
      }
    },
    remember: async (target) => (target.type === 'env-file' ? readEnvFile(target.path) : null),
    async deliver(target, token, voice) {
      switch (target.type) {
        case 'env-file':
          return setInEnvFile(target.path, target.variable, token.reveal());
        case 'exec':
          return handTo(target, token, voice);
        case 'github-env':
        case 'github-output': {
          const { path, name } = workflowFile(target);
          voice.mask(token);
          return appendToWorkflowFile(path, name, token.reveal());
        }
      }
    },
    async takeBack(target, { before, delivered, previous }, voice) {
      switch (target.type) {
        case 'env-file':
          return restoreEnvFile(target.path, target.variable, delivered.reveal(), before);
        case 'exec':
          // What the command did with the new token is not known; given the old one, it does the same with that.
          if (previous !== null) return handTo(target, previous, voice);
          throw new LineOpsError(
            'failure',
            'DELIVERY_FAILED',
            'the old token is not known, to hand it to the command again',
            {
              hint: 'Give the system another token, and roll back again.',
            },
          );
        case 'github-env':
        case 'github-output': {
          // The file goes with the workflow step; the step of a later run has another one.
          const file = target.type === 'github-env' ? env['GITHUB_ENV'] : env['GITHUB_OUTPUT'];
          const name = target.type === 'github-env' ? target.variable : target.name;
          if (file) removeFromWorkflowFile(file, name, delivered.reveal());
        }
      }
    },
    check: (command, token, voice) =>
      runShellCommand({
        command,
        folder: process.cwd(),
        env: { ...env, [TOKEN_VARIABLE]: token.reveal() },
        inputLine: null,
        onLine: voice.say,
      }),
  };
}
