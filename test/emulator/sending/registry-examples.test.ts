import { expect, it } from 'vitest';
import { checkDocumentValue } from '../../../src/domain/messages/check-document.js';
import { everyRule } from '../../../src/domain/messages/registry/explained.js';
import type { Example } from '../../../src/domain/messages/registry/paper.js';
import { isJsonObject } from '../../../src/domain/text/json-object.js';
import { MessageChecker } from '../../../src/emulator/sending/message-checker.js';

/** Every example that is messages alone, which is what the emulator judges by the rules of `message validate`. */
const EXAMPLES = everyRule().flatMap(({ name, accepted, refused, warned }) =>
  [accepted, refused, ...(warned === null ? [] : [warned])].flatMap((example, at) => {
    const messages = messagesOf(example);
    return messages === null ? [] : [[`${name}, example ${at + 1}`, messages, example] as const];
  }),
);

it.each(EXAMPLES)(
  'the emulator refuses what message validate calls an error, and takes the rest: %s',
  async (_name, messages, { method }) => {
    const checker = await new MessageChecker().load();
    const { findings } = checkDocumentValue(messages, { method, locate: () => ({ line: 1, column: 1 }) });
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(checker.problems(messages, method)).toHaveLength(errors.length);
  },
);

/** The messages of an example; null where it is a request with more, a file that cannot be read, or none at all. */
function messagesOf({ content, lineAnswers }: Example): readonly unknown[] | null {
  if (content.form !== 'value' || lineAnswers !== null) return null;
  if (Array.isArray(content.value)) return content.value;
  return isJsonObject(content.value) && typeof content.value['type'] === 'string' && !isBare(content.value['type'])
    ? [content.value]
    : null;
}

/** A container of a Flex Message is one thing to a file, which may be mended, and another to a request. */
function isBare(type: string): boolean {
  return type === 'bubble' || type === 'carousel';
}
