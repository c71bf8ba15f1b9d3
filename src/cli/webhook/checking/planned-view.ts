import { isLoopbackHost } from '../../../domain/host/hosts.js';
import { ENDPOINTS } from '../../../domain/line/endpoints.js';
import { visible } from '../../../domain/text/visible.js';
import { SAMPLE_DESTINATION } from '../../../domain/webhook/check/probes.js';
import { RUN_BYTES } from '../../../domain/webhook/events/sample-ids.js';
import { readWebhookEndpoint } from '../../../usecases/webhook/webhook.js';
import { mayBeCalled } from '../../../usecases/webhook/webhook-url.js';
import type { View } from '../../output/view.js';
import type { Session } from '../../session.js';
import type { CheckedChannel } from './checked-channel.js';
import { plannedProbes } from './planned-probes.js';

interface Planned {
  readonly url: string | null;
  readonly channel: CheckedChannel;
  readonly options: {
    readonly skipLineTest: true | undefined;
    readonly sendEvents: true | undefined;
    readonly saveChain: string | undefined;
  };
}

/** What an examination would send. The endpoint is read, nothing is called. */
export async function plannedView({ deps, terminal }: Session, { url, channel, options }: Planned): Promise<View> {
  const { line, secret } = channel;
  const endpoint = url ?? ('why' in line ? null : ((await readWebhookEndpoint(line))?.endpoint ?? null));
  const isCalled = endpoint !== null && mayBeCalled(endpoint);
  if (endpoint === null) terminal.note('The channel has no webhook endpoint: nothing would be called.');
  else if (!isCalled) terminal.note('The URL cannot be called, or is a host of LINE: nothing would be.');
  const run = {
    destination: ('why' in line ? null : line.channel.botUserId) ?? SAMPLE_DESTINATION,
    now: deps.clock.now(),
    run: new Uint8Array(RUN_BYTES),
  };
  const probes =
    endpoint === null || !isCalled
      ? []
      : plannedProbes({
          isTls: !endpoint.startsWith('http:'),
          isSigned: secret !== null,
          mayHoldEvents: isLoopbackHost(new URL(endpoint).hostname) || options.sendEvents === true,
          run,
        });
  const { method, path } = ENDPOINTS.testWebhook;
  const isTested = isCalled && options.skipLineTest === undefined && !('why' in line);
  const requests = [
    ...probes.map((probe) => ({
      method: probe.method,
      path: endpoint ?? '',
      body: probe.body,
      purpose: probe.purpose,
    })),
    ...(isTested
      ? [{ method, path, body: JSON.stringify(url === null ? {} : { endpoint }), purpose: "LINE's own test" }]
      : []),
  ];
  return {
    schema: 'line-ops/dry-run@1',
    json: {
      requests: requests.map(({ purpose, ...request }) => ({ ...request, headers: null, purpose })),
      changes: options.saveChain === undefined ? [] : [`write ${options.saveChain}`],
    },
    text: (paint) =>
      [
        ...requests.map(
          ({ purpose, body, ...request }) =>
            `${paint.bold(request.method.padEnd(4))} ${visible(request.path)}  ${purpose}${body === null ? '' : `\n     ${paint.dim(visible(body))}`}`,
        ),
        ...(options.saveChain === undefined ? [] : [`would write: ${visible(options.saveChain)}`]),
      ].join('\n'),
  };
}
