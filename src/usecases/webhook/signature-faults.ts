import type { UserId } from '../../domain/line/ids.js';
import type { Alteration } from '../../domain/webhook/altered/alteration.js';

/** What is wrong with a signature, in words. */
export interface SignatureFault {
  readonly cause:
    | Alteration
    | 'signature-malformed'
    | 'signature-hex'
    | 'wrong-algorithm'
    | 'other-secret'
    | 'other-channel'
    | 'unknown';
  /** One sentence without a full stop. */
  readonly explanation: string;
  readonly hint: string;
}

export const MALFORMED: SignatureFault = {
  cause: 'signature-malformed',
  explanation: 'the signature is not the Base64 form of 32 bytes',
  hint: 'Copy the value of the header x-line-signature whole, with the "=" at its end.',
};

/** The right bytes in another form than Base64 with its padding. */
export const OTHER_BASE64: SignatureFault = {
  cause: 'signature-malformed',
  explanation: 'the signature is right, and written in another form of Base64: URL-safe, or without the "=" at its end',
  hint: 'Compare the bytes, or write them in Base64 with "+", "/" and "=", as LINE does.',
};

/** `isRight` is whether the bytes are those of the secret. */
export function inHexadecimal(isRight: boolean): SignatureFault {
  return {
    cause: 'signature-hex',
    explanation: `the signature is ${isRight ? 'right, and ' : ''}written in hexadecimal; LINE writes it in Base64`,
    hint: isRight
      ? 'Write the digest in Base64, not in hexadecimal, before it is compared.'
      : 'Copy the value of the header x-line-signature whole, with the "=" at its end.',
  };
}

export function otherAlgorithm(name: string): SignatureFault {
  return {
    cause: 'wrong-algorithm',
    explanation: `it was made with ${name}, and LINE makes it with HMAC-SHA256`,
    hint: 'Compute HMAC-SHA256 with the channel secret as its key, over the raw bytes of the body.',
  };
}

export function otherSecret(channel: string): SignatureFault {
  return {
    cause: 'other-secret',
    explanation: `it was made with the channel secret of ${channel}`,
    hint: `Choose that channel with --channel ${channel}, or give the server the secret of the right one.`,
  };
}

/** A request for another bot; `name` is the configured channel of that bot, where there is one. */
export function otherChannel(destination: string, botUserId: UserId, name: string | null): SignatureFault {
  return {
    cause: 'other-channel',
    explanation: `the request is for the bot ${destination}${name === null ? '' : ` of ${name}`}, and this channel's bot is ${botUserId}`,
    hint: name === null ? 'Choose the channel of that bot with --channel.' : `Choose it with --channel ${name}.`,
  };
}

export const UNKNOWN: SignatureFault = {
  cause: 'unknown',
  explanation: 'the signature was made with another secret, or over another body',
  hint: 'Check that the channel secret is the current one (a reissue ends the old at once) and that body and signature are of the same request; a forged request must be refused.',
};

const KEEP_RAW = 'Verify the raw bytes of the request before anything parses or rewrites them.';

/** What was done to the body, where an earlier one has the right signature. */
export function altered(alteration: Alteration): SignatureFault {
  return { cause: alteration, ...ALTERATIONS[alteration] };
}

/** What was probably done to the body, where nobody can tell how it was. */
export function probablyAltered(alteration: Alteration): SignatureFault {
  const { explanation, hint } = ALTERATIONS[alteration];
  return {
    cause: alteration,
    explanation: `by its form, ${explanation}; how it was before cannot be told`,
    hint: `${hint} If that is not it: another secret, or a forged request, which must be refused.`,
  };
}

const ALTERATIONS: Readonly<Record<Alteration, Omit<SignatureFault, 'cause'>>> = {
  'byte-order-mark': {
    explanation: 'a byte order mark (BOM) was put before the body',
    hint: 'Save and pass on the body as bytes, not as text.',
  },
  'line-end-added': {
    explanation: 'a line break or white space was added at the end of the body',
    hint: 'Save and pass on the body as it is; many editors add a line break.',
  },
  'line-end-lost': { explanation: 'the line break at the end of the body was lost', hint: KEEP_RAW },
  'line-ends-changed': { explanation: 'the line ends of the body were changed (CRLF and LF)', hint: KEEP_RAW },
  quoted: {
    explanation: 'quotes were put around the body, taken out of it or changed, as a shell or a program does to a text',
    hint: 'Give the body as bytes, in a file, and not as a word of a command line or a printed value.',
  },
  reserialised: {
    explanation: 'the body was parsed and written again as JSON, with other white space',
    hint: KEEP_RAW,
  },
  'keys-sorted': {
    explanation: 'the body was parsed and written again as JSON, with its keys in another order',
    hint: KEEP_RAW,
  },
  'escapes-changed': {
    explanation: 'the body was parsed and written again as JSON, with other escapes (\\uXXXX, \\/)',
    hint: KEEP_RAW,
  },
  'encoding-changed': {
    explanation: 'the body was read in another encoding than UTF-8 (Latin-1, Shift_JIS) and written again',
    hint: KEEP_RAW,
  },
};
