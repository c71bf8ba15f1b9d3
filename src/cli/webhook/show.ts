import { LineOpsError } from '../../domain/failure/failure.js';
import { OFF_TOGETHER, responseSettings } from '../../domain/webhook/response-settings.js';
import type { ChannelAtLine } from '../../usecases/channels/channel-at-line.js';
import { readWebhookEndpoint } from '../../usecases/webhook/webhook.js';
import { textOf } from '../failures/text-of.js';
import { show } from '../output/view.js';
import type { Session } from '../session.js';
import { verb } from '../verb.js';
import { endpointRows } from './webhook-view.js';

export const webhookShow = verb({
  path: 'webhook show',
  summary: "show the channel's webhook endpoint, whether webhooks are on, and whether chat is",
  args: {},
  options: {},
  examples: [
    { line: 'webhook show', does: 'of the current channel' },
    { line: 'webhook show --json -c shop', does: 'as a document, of another one' },
  ],
  changes: 'nothing',
  needs: 'credentials',
  schemas: ['line-ops/webhook@1'],
  exits: {},
  docs: ['https://developers.line.biz/en/reference/messaging-api/#get-webhook-endpoint-information'],
  async run(session) {
    const atLine = await session.atLine();
    const found = await readWebhookEndpoint(atLine);
    const chatMode = await readChatMode(session, atLine);
    const settings = found === null ? null : responseSettings(found);
    await show(session, {
      schema: 'line-ops/webhook@1',
      json: {
        endpoint: found?.endpoint ?? null,
        active: found?.active ?? null,
        chatMode,
        responseSettings: settings,
      },
      text: (paint) =>
        found === null
          ? 'No webhook endpoint is set.'
          : paint.table(
              [],
              [
                ...endpointRows(found, paint),
                ['chat', CHAT_WORDS[chatMode ?? ''] ?? chatMode ?? 'not known'],
                ...(settings === 'unknown' ? [['both off?', paint.warn(OFF_TOGETHER)]] : []),
              ],
            ),
    });
    if (settings === 'unknown' && !session.globals.json)
      session.terminal.note(
        'See response mode and greeting message in LINE Official Account Manager: the API does not show them.',
      );
  },
});

/** @see https://developers.line.biz/en/reference/messaging-api/#get-bot-info */
const CHAT_WORDS: Readonly<Record<string, string>> = {
  chat: 'on: people can answer by hand',
  bot: 'off',
};

/** The endpoint is shown also where LINE does not say who the bot is. */
async function readChatMode({ terminal }: Session, { api, tokens }: ChannelAtLine): Promise<string | null> {
  try {
    return (await api.botInfo(await tokens.current())).chatMode;
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    terminal.warn(`warning: whether chat is on is not known: ${(await textOf(error)).message}`);
    return null;
  }
}
