import { CURRENT_CIPHERS, DEPRECATED_CIPHERS } from '../../../domain/webhook/check/line-tls.js';
import { TLS_VERSIONS } from '../../../domain/webhook/check/observations.js';
import {
  EVENT_PROBES,
  emptyBody,
  eventBody,
  FORM_PROBES,
  formBody,
  type ProbeRun,
} from '../../../domain/webhook/check/probes.js';

/** One request that an examination would make of the server. */
export interface PlannedProbe {
  /** `TCP`, `TLS`, or an HTTP method. */
  readonly method: string;
  /** What it would show. */
  readonly purpose: string;
  readonly body: string | null;
}

/** What a whole examination would send, in its order. Without a secret nothing is signed. */
export function plannedProbes({
  isTls,
  isSigned,
  mayHoldEvents,
  run,
}: {
  readonly isTls: boolean;
  readonly isSigned: boolean;
  readonly mayHoldEvents: boolean;
  readonly run: ProbeRun;
}): readonly PlannedProbe[] {
  const empty = emptyBody(run.destination);
  const post = (purpose: string, body: string): PlannedProbe => ({ method: 'POST', purpose, body });
  return [
    { method: 'TCP', purpose: 'is the port open', body: null },
    ...(isTls ? TLS_PROBES : []),
    ...(isSigned ? [post('an empty list, signed', empty)] : []),
    post('a wrong signature', empty),
    post('no signature', empty),
    ...(isSigned ? FORM_PROBES.map((name) => post(FORM_PURPOSES[name], formBody(name, run.destination))) : []),
    ...(isSigned && mayHoldEvents ? EVENT_PROBES.map((name) => post(EVENT_PURPOSES[name], eventBody(name, run))) : []),
    ...(isSigned ? Array.from({ length: 5 }, () => post('how long an answer takes', empty)) : []),
  ];
}

const TLS_PROBES: readonly PlannedProbe[] = [
  ['all that LINE offers, the certificates'],
  ...TLS_VERSIONS.map((version) => [`${version} alone`]),
  [`TLSv1.2 with the current ciphers: ${CURRENT_CIPHERS.join(', ')}`],
  [`TLSv1.2 with the deprecated ones: ${DEPRECATED_CIPHERS.join(', ')}`],
].map(([purpose = '']) => ({ method: 'TLS', purpose, body: null }));

const FORM_PURPOSES: Readonly<Record<(typeof FORM_PROBES)[number], string>> = {
  headerCase: 'X-Line-Signature in capital letters',
  keyOrder: 'another order of keys',
  whiteSpace: 'white space',
  escapes: 'an escape in a text',
  nonAscii: 'characters of other scripts',
  property: 'an unknown property',
};

const EVENT_PURPOSES: Readonly<Record<(typeof EVENT_PROBES)[number], string>> = {
  severalEvents: 'several events of several users',
  unknownProperties: 'unknown properties',
  unknownTypes: 'an unknown type of event',
  unknownMessages: 'an unknown type of message',
};
