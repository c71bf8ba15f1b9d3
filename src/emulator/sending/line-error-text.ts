import type { Finding } from '../../domain/messages/engine/finding.js';

/**
 * A finding in the words that LINE's reference shows for the same trouble; our own sentence where it shows none.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
export function lineErrorText({ rule, limit, message }: Finding): string {
  switch (rule) {
    case 'empty':
    case 'required':
    case 'null-value':
      return 'May not be empty';
    case 'url':
    // A scheme that an action does not take. @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu
    case 'url-scheme':
      return 'invalid uri';
    case 'enum':
    case 'message-type':
    case 'template-type':
    case 'action-type':
    case 'flex-type':
      return typeof limit === 'string' ? `Must be one of the following values: [${limit}]` : message;
    case 'max-length':
    case 'label-length':
    case 'action-text':
    case 'url-length':
      return typeof limit === 'number' ? `Length must be between 0 and ${limit}` : message;
    case 'message-count':
    case 'count':
      return withRange('Size must be between', limit) ?? message;
    case 'range':
      return withRange('Must be between', limit) ?? message;
    default:
      return message;
  }
}

function withRange(beginning: string, limit: Finding['limit']): string | null {
  const range = /^(\S+) to (\S+)$/.exec(String(limit));
  return range === null ? null : `${beginning} ${range[1]} and ${range[2]}`;
}

/** `/messages/0/text` as LINE writes it: `messages[0].text`. */
export function linePropertyOf(pointer: string): string {
  const [first = '', ...rest] = pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  return rest.reduce((path, segment) => (/^\d+$/.test(segment) ? `${path}[${segment}]` : `${path}.${segment}`), first);
}
