import type { Judgement } from '../../examination/examination.js';
import { guide, reference } from '../../messages/line-pages.js';
import {
  judgeEmpty,
  judgeHtml,
  judgeMissingSignature,
  judgeRedirect,
  judgeTime,
  judgeWrongSignature,
} from './answers.js';
import { judgeChain, judgeHost, judgeTrust, judgeValidity } from './certificate.js';
import { judgeAddressFilter, judgeLineTest } from './line-test.js';
import { TLS_PAGE } from './line-tls.js';
import { judgeConnection, judgeLookup, judgePublicAddress } from './network.js';
import type { Observed } from './observations.js';
import { judgeActive, judgeEndpointSet, judgeResponseSettings, judgeUrl } from './settings.js';
import { judgeAlpn, judgeCiphers, judgeHandshake, judgeOldVersions, judgeVersions } from './tls.js';
import {
  judgeHeaderCase,
  judgeKeyOrder,
  judgeRawBody,
  judgeSeveral,
  judgeUnknownProperties,
  judgeUnknownTypes,
  judgeWhiteSpace,
} from './tolerance.js';

const GUIDELINES = 'https://developers.line.biz/en/docs/partner-docs/development-guidelines/';
const FUTURE_PAGE = guide('development-guidelines/#assume-non-breaking-changes');
const SIGNATURE_PAGE = guide('verify-webhook-signature/');

/** Everything that is examined of a webhook, in the order of dependence. IDs are stable: scripts compare them. */
export const WEBHOOK_JUDGEMENTS: readonly Judgement<Observed>[] = [
  row('endpoint-set', 'Endpoint set', reference('get-webhook-endpoint-information'), [], judgeEndpointSet),
  row('webhook-active', 'Webhooks switched on', GUIDELINES, [], judgeActive),
  row('response-settings', 'Response settings', GUIDELINES, [], judgeResponseSettings),
  row('url-rules', 'URL rules', reference('set-webhook-endpoint-url'), ['endpoint-set'], judgeUrl),
  row('dns', 'Host name', reference('set-webhook-endpoint-url'), ['endpoint-set'], judgeLookup),
  row('public-address', 'Address of the internet', reference('webhooks'), ['endpoint-set'], judgePublicAddress),
  row('tcp', 'Port', reference('webhooks'), ['endpoint-set'], judgeConnection),
  row('tls-handshake', 'TLS as LINE speaks it', TLS_PAGE, ['tcp'], judgeHandshake),
  row('tls-versions', 'TLS 1.2 or 1.3', TLS_PAGE, ['tcp'], judgeVersions),
  row('tls-old-versions', 'TLS 1.0 and 1.1 refused', TLS_PAGE, ['tls-versions'], judgeOldVersions),
  row('tls-ciphers', 'Ciphers', TLS_PAGE, ['tls-versions'], judgeCiphers),
  row('alpn', 'HTTP version', TLS_PAGE, ['tls-handshake'], judgeAlpn),
  row('certificate-trusted', 'Certificate of a public CA', TLS_PAGE, ['tcp'], judgeTrust),
  row('certificate-chain', 'Certificate chain', TLS_PAGE, ['tcp'], judgeChain),
  row('certificate-host', 'Certificate for this host', TLS_PAGE, ['tcp'], judgeHost),
  row('certificate-validity', 'Certificate in date', TLS_PAGE, ['tcp'], judgeValidity),
  row('empty-events', 'Empty list of events', reference('request-body'), ['tcp'], judgeEmpty),
  row('no-redirect', 'No redirect', reference('webhooks'), ['tcp'], judgeRedirect),
  row('no-html', 'An answer and no page', reference('webhooks'), ['tcp'], judgeHtml),
  row('answer-time', 'Answer within 2 seconds', GUIDELINES, ['tcp'], judgeTime),
  row('wrong-signature', 'Wrong signature refused', SIGNATURE_PAGE, ['tcp'], judgeWrongSignature),
  row('missing-signature', 'Missing signature refused', SIGNATURE_PAGE, ['tcp'], judgeMissingSignature),
  row('header-case', 'Capital letters in header names', SIGNATURE_PAGE, ['tcp'], judgeHeaderCase),
  row('key-order', 'Another order of keys', FUTURE_PAGE, ['tcp'], judgeKeyOrder),
  row('white-space', 'White space', FUTURE_PAGE, ['tcp'], judgeWhiteSpace),
  row('raw-body', 'Signature over the raw body', SIGNATURE_PAGE, ['tcp'], judgeRawBody),
  row('several-events', 'Several events of several users', reference('webhook-event-objects'), ['tcp'], judgeSeveral),
  row('unknown-properties', 'Unknown properties', FUTURE_PAGE, ['tcp'], judgeUnknownProperties),
  row('unknown-event-types', 'Unknown types of events', FUTURE_PAGE, ['tcp'], judgeUnknownTypes),
  row('line-test', "LINE's own test", reference('test-webhook-endpoint'), ['endpoint-set'], judgeLineTest),
  row(
    'address-filter',
    'Open to LINE',
    guide('development-guidelines/#prohibiting-ip-address-restrictions'),
    ['endpoint-set'],
    judgeAddressFilter,
  ),
];

function row(
  id: string,
  title: string,
  docs: string,
  needs: readonly string[],
  judge: Judgement<Observed>['judge'],
): Judgement<Observed> {
  return { id, title, docs, needs, judge };
}
