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
import { type PlannedProbe, plannedProbes } from './planned-probes.js';

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
export async function plannedView(session: Session, planned: Planned): Promise<View> {
  const { line } = planned.channel;
  const endpoint = planned.url ?? ('why' in line ? null : ((await readWebhookEndpoint(line))?.endpoint ?? null));
  const { saveChain } = planned.options;
  const requests = requestsTo(endpoint, session, planned);
  return {
    schema: 'line-ops/webhook-check-plan@1',
    json: {
      requests: requests.map(({ purpose, ...request }) => ({ ...request, headers: null, purpose })),
      changes: saveChain === undefined ? [] : [`write ${saveChain}`],
    },
    text: (paint) =>
      [
        ...requests.map(
          ({ purpose, body, method, path }) =>
            `${paint.bold(method.padEnd(4))} ${visible(path)}  ${purpose}${body === null ? '' : `\n     ${paint.dim(visible(body))}`}`,
        ),
        ...(saveChain === undefined ? [] : [`would write: ${visible(saveChain)}`]),
      ].join('\n'),
  };
}

type PlannedRequest = PlannedProbe & { readonly path: string };

function requestsTo(
  endpoint: string | null,
  { deps, terminal }: Session,
  { url, channel, options }: Planned,
): readonly PlannedRequest[] {
  if (endpoint === null || !mayBeCalled(endpoint)) {
    terminal.note(
      endpoint === null
        ? 'The channel has no webhook endpoint: nothing would be called.'
        : 'The URL cannot be called, or is a host of LINE: nothing would be.',
    );
    return [];
  }
  const { line, secret } = channel;
  const probes = plannedProbes({
    isTls: !endpoint.startsWith('http:'),
    isSigned: secret !== null,
    mayHoldEvents: isLoopbackHost(new URL(endpoint).hostname) || options.sendEvents === true,
    run: {
      destination: ('why' in line ? null : line.channel.botUserId) ?? SAMPLE_DESTINATION,
      now: deps.clock.now(),
      run: new Uint8Array(RUN_BYTES),
    },
  });
  const sent = probes.map((probe) => ({ ...probe, path: endpoint }));
  if (options.skipLineTest === true || 'why' in line) return sent;
  const { method, path } = ENDPOINTS.testWebhook;
  const body = JSON.stringify(url === null ? {} : { endpoint });
  return [...sent, { method, path, body, purpose: "LINE's own test" }];
}
