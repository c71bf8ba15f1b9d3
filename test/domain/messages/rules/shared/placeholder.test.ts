import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../../../src/domain/messages/check-document.js';

describe('a placeholder that nobody filled in', () => {
  it.each(['Hello {{name}}', `Hello \${name}`, 'Hello <%= name %>', '{% if sale %}Sale'])(
    'is warned of: %s',
    (text) => {
      expect(found({ type: 'text', text })).toEqual([['placeholder', 'warning', '/text']]);
    },
  );

  it.each(['{name}', 'a {} b', '50% {off} 20%', '<b>', '{ {', '}} {{'])('is not seen in: %s', (text) => {
    expect(found({ type: 'text', text })).toEqual([]);
  });

  it('is seen in labels and alternative texts, too', () => {
    const actions = [{ type: 'message', label: '{{label}}', text: 'a' }];
    expect(found({ type: 'template', altText: '{{alt}}', template: { type: 'buttons', text: 'a', actions } })).toEqual([
      ['placeholder', 'warning', '/altText'],
      ['placeholder', 'warning', '/template/actions/0/label'],
    ]);
  });

  it('is none in a text (v2), where doubled braces are braces', () => {
    expect(found({ type: 'textV2', text: 'Hello {{name}}' })).toEqual([]);
  });
});

function found(message: object) {
  return checkDocument(JSON.stringify(message), { method: 'multicast' }).findings.map(({ rule, severity, pointer }) => [
    rule,
    severity,
    pointer,
  ]);
}
