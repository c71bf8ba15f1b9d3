import type { RetryKey } from '../../domain/line/ids.js';
import { isJsonObject, jsonIn } from '../../domain/text/json-object.js';
import { shown } from '../../domain/text/shown.js';
import type { AnyRequest, BotInfo } from '../../ports/line-api.js';
import { channelLabel } from '../../usecases/channels/channel.js';
import { confirmSend } from '../asking/confirm-send.js';
import { type Fact, factTable } from '../output/facts.js';
import { botFacts, channelFact } from '../output/send-card.js';
import { count, plural } from '../output/view.js';
import type { Session } from '../session.js';
import type { ApiOptions } from './request.js';

/** What is to be sent, to whom, in whose name. */
export interface Agreed {
  readonly retryKey: RetryKey | null;
  readonly bot: BotInfo | null;
}

/** Asks before anything is changed or sent; a production channel wants its name. */
export async function agree(session: Session, request: AnyRequest, agreed: Agreed, options: ApiOptions): Promise<void> {
  const { terminal, globals } = session;
  const channel = await session.channel();
  if (!globals.quiet && !globals.json) {
    const { retryKey, bot } = agreed;
    const facts = [
      { label: 'request', words: lineOf(request), tone: 'bold' } as const,
      channelFact({ channel }),
      ...botFacts({ bot }),
      ...(retryKey === null ? [] : [{ label: 'retry key', words: retryKey }]),
      ...bodyFacts(request),
    ];
    terminal.noteLines(`${factTable(facts, await terminal.painter('stderr'))}\n`);
  }
  const question = `Make this request as ${channelLabel(channel)}?`;
  await confirmSend(session, channel, question, options.confirmChannel ?? null);
}

function lineOf({ method, path, query }: AnyRequest): string {
  return `${method} ${path}${query === '' ? '' : `?${query}`}`;
}

function bodyFacts({ body }: AnyRequest): readonly Fact[] {
  if (body === null) return [];
  const { bytes, contentType } = body;
  const size = { label: 'carries', words: `${contentType}, ${plural(bytes.length, 'byte')}` };
  const text = textOf(body);
  if (text === null) return [size];
  const value = jsonIn(text);
  const to = isJsonObject(value) ? value['to'] : undefined;
  const people = Array.isArray(to) ? count(to.length) : typeof to === 'string' ? shown(to) : null;
  return [
    size,
    ...(people === null ? [] : [{ label: 'to', words: people }]),
    { label: 'begins', words: shown(text.trim()) },
  ];
}

/** A body as text; null for an image. */
export function textOf(body: AnyRequest['body']): string | null {
  return body?.contentType === 'application/json' ? Buffer.from(body.bytes).toString() : null;
}
