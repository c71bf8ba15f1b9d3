import type { WEBHOOK_SENDING_FAILURES } from '../../../../../domain/failure/codes/webhook/sending.js';
import type { Entries } from '../../../entry.js';

const RECEIVING_PAGE = 'https://developers.line.biz/en/docs/messaging-api/receiving-messages/';

export const WEBHOOK_SENDING: Entries<keyof typeof WEBHOOK_SENDING_FAILURES> = {
  UNKNOWN_EVENT: {
    means: 'LINE has no webhook event of that name. Nothing was sent.',
    causes: ['It is spelled otherwise.', 'A type that LINE may add one day was meant: that is `unknown:<type>`.'],
    next: [
      'See every name: `line-ops webhook send --list-events`.',
      'Try an unknown type: `line-ops webhook send http://127.0.0.1:3000/webhook --event unknown:party`.',
    ],
  },
  INVALID_OVERRIDE: {
    means: 'An override is a path into the body, `=` and a text, or `:=` and JSON. This one is none, or leads nowhere.',
    causes: ['The shell took brackets or quotes for itself: quote the whole word.', 'The event has no such part.'],
    next: [
      'Quote it: `line-ops webhook send http://127.0.0.1:3000/webhook --override "events[0].message.text=hello"`.',
      'See the body: `line-ops webhook send http://127.0.0.1:3000/webhook --dry-run`.',
    ],
  },
  NOT_EVENTS: {
    means: 'The file holds neither an event, nor an array of them, nor a whole webhook body. Nothing was sent.',
    causes: ['A message object was given in place of an event.', 'The JSON is broken at the place that is named.'],
    next: [
      'Send a sample to see the form: `line-ops webhook send http://127.0.0.1:3000/webhook --event message:text --dry-run`.',
    ],
  },
  INVALID_CONDITION: {
    means: '`--fail-if` compares a figure with a number, and this does not.',
    causes: ['The shell took `>` for itself: quote the condition.', 'The figure is unknown, or has another unit.'],
    next: ['Quote it: `line-ops webhook send http://127.0.0.1:3000/webhook --count 100 --fail-if "p99>2s"`.'],
  },
  LOAD_TOO_LARGE: {
    means: 'The load is larger or longer than what a slip of the finger should be able to start. Nothing was sent.',
    causes: ['A zero too many in `--rate`, `--count` or `--duration`.'],
    next: [
      'Ask for less: `line-ops webhook send http://127.0.0.1:3000/webhook --rate 100 --duration 30s`.',
      'If it is meant, add `--no-bounds`.',
    ],
  },
  WEBHOOK_NOT_ACCEPTED: {
    means: 'Your bot server did not answer every webhook with 2xx. LINE would count these as not received.',
    causes: [
      'It refuses the signature: it checks with another secret, or not over the raw body.',
      'It fails on that event: its own log says how.',
      'The path or the port is wrong.',
    ],
    next: [
      'See each answer: `line-ops webhook send http://127.0.0.1:3000/webhook --event follow --json`.',
      'Examine the whole server: `line-ops webhook check http://127.0.0.1:3000/webhook`.',
    ],
    docs: RECEIVING_PAGE,
  },
  CONDITIONS_MISSED: {
    means: 'The load ran to its end, and a condition that you had set with `--fail-if` came true.',
    causes: [
      'The server is slower or fails more often under this load than was allowed.',
      'The bound is tighter than the server was ever measured at.',
    ],
    next: [
      'Read the figures: `line-ops webhook send http://127.0.0.1:3000/webhook --count 100 --json`.',
      'Answer 200 first and work afterwards: LINE waits 2 seconds.',
    ],
    docs: RECEIVING_PAGE,
  },
};
