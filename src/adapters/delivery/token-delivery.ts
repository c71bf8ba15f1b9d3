import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { failure } from '../../domain/failure/failure.js';
import { type ChannelAccessToken, channelAccessToken } from '../../domain/line/secret.js';
import { type OutsideTarget, TOKEN_VARIABLE } from '../../domain/tokens/delivery-target.js';
import type { CommandBounds } from '../../ports/command.js';
import type { EnvironmentVariables } from '../../ports/host.js';
import type { DeliveryObserver, TokenDelivery } from '../../ports/tokens/delivery.js';
import { runShellCommand } from '../commands/shell-command.js';
import { lookIntoEnvFile, readEnvFile, restoreEnvFile, setInEnvFile } from './env-file.js';
import { requireReplaceable } from './replaceable-file.js';
import {
  appendToWorkflowFile,
  removeFromWorkflowFile,
  requireWorkflowFile,
  valueInWorkflowFile,
} from './workflow-file.js';

type EnvFileTarget = OutsideTarget & { type: 'env-file' };
type ExecTarget = OutsideTarget & { type: 'exec' };
type WorkflowTarget = OutsideTarget & { type: `github-${string}` };

/** The steps of `TokenDelivery`, at one target. */
type WayTo = {
  readonly [Step in 'prepare' | 'look' | 'remember' | 'deliver' | 'takeBack']: AtTarget<TokenDelivery[Step]>;
};
type AtTarget<Step> = Step extends (target: OutsideTarget, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** Tokens into env files, commands and workflow files of this machine. */
export function createTokenDelivery(env: EnvironmentVariables): TokenDelivery {
  const wayTo = (target: OutsideTarget): WayTo => {
    switch (target.type) {
      case 'env-file':
        return toEnvFile(target, env);
      case 'exec':
        return toCommand(target, env);
      case 'github-env':
      case 'github-output':
        return toWorkflowFile(target, env);
    }
  };
  return {
    prepare: (target) => wayTo(target).prepare(),
    look: (target, ...rest) => wayTo(target).look(...rest),
    remember: (target) => wayTo(target).remember(),
    deliver: (target, ...rest) => wayTo(target).deliver(...rest),
    takeBack: (target, ...rest) => wayTo(target).takeBack(...rest),
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

function toEnvFile(target: EnvFileTarget, env: EnvironmentVariables): WayTo {
  const { path, variable } = target;
  return {
    async prepare() {
      const absolute = resolve(path);
      await requireReplaceable(absolute, env);
      return { ...target, path: absolute };
    },
    look: async (old) => lookIntoEnvFile(path, variable, old?.reveal() ?? null),
    remember: async () => readEnvFile(path),
    deliver: async (token, from) =>
      setInEnvFile(path, variable, { value: token.reveal(), from: from.map((held) => held.reveal()) }),
    takeBack: async ({ before, delivered }) => restoreEnvFile(path, variable, delivered.reveal(), before),
  };
}

function toCommand(target: ExecTarget, env: EnvironmentVariables): WayTo {
  const { command, folder } = target;
  const handTo = async (token: ChannelAccessToken, observer: DeliveryObserver, bounds: CommandBounds) => {
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
  return {
    prepare: async () => ({ ...target, folder: process.cwd() }),
    look: async () => ({ type: 'untold' }),
    remember: async () => null,
    deliver: (token, _from, observer, bounds) => handTo(token, observer, bounds),
    async takeBack({ previous }, observer, bounds) {
      // What the command did with the new token is not known; given the old one, it does the same with that.
      if (previous === null) throw failure('DELIVERY_FAILED', { which: 'oldTokenUnknown' });
      return handTo(previous, observer, bounds);
    },
  };
}

function toWorkflowFile(target: WorkflowTarget, env: EnvironmentVariables): WayTo {
  const [file, name] = target.type === 'github-env' ? ['GITHUB_ENV', target.variable] : ['GITHUB_OUTPUT', target.name];
  const path = env[file];
  return {
    async prepare() {
      requireWorkflowFile(path, file);
      return target;
    },
    async look() {
      if (!path || !existsSync(path)) return { type: 'missing' };
      const value = valueInWorkflowFile(path, name);
      return { type: 'readable', held: value === null ? [] : [channelAccessToken(value)] };
    },
    remember: async () => null,
    async deliver(token, _from, observer) {
      const writable = requireWorkflowFile(path, file);
      observer.mask(token);
      appendToWorkflowFile(writable, name, token.reveal());
    },
    async takeBack({ delivered }) {
      // The file goes with the workflow step; the step of a later run has another one.
      if (path) removeFromWorkflowFile(path, name, delivered.reveal());
    },
  };
}
