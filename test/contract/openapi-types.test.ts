import { expect, it } from 'vitest';
import { checkMessages } from '../../src/domain/messages/check-messages.js';
import { OPENAPI_FACTS } from './openapi-documents.js';

const NO_TYPE = { type: 'no-such-type' };
const bubble = (body: object) => ({ type: 'flex', altText: 'a', contents: { type: 'bubble', body } });
const template = (of: object) => ({ type: 'template', altText: 'a', template: of });

/** A message in which something is of no type that there is: what the checker says it could have been. */
const WHERE: Readonly<Record<string, object>> = {
  Message: NO_TYPE,
  FlexContainer: { type: 'flex', altText: 'a', contents: NO_TYPE },
  FlexComponent: bubble({ type: 'box', layout: 'vertical', contents: [NO_TYPE] }),
  FlexBoxBackground: bubble({ type: 'box', layout: 'vertical', contents: [], background: NO_TYPE }),
  Template: template(NO_TYPE),
  Action: template({ type: 'buttons', text: 'a', actions: [NO_TYPE] }),
  ImagemapAction: {
    type: 'imagemap',
    baseUrl: 'https://example.com/map',
    altText: 'a',
    baseSize: { width: 1040, height: 1040 },
    actions: [NO_TYPE],
  },
  SubstitutionObject: { type: 'textV2', text: '{a}', substitution: { a: NO_TYPE } },
  MentionTarget: { type: 'textV2', text: '{a}', substitution: { a: { type: 'mention', mentionee: NO_TYPE } } },
};

it.each(Object.entries(WHERE))(
  "knows of %s the types that LINE's OpenAPI files have, and no others",
  (base, message) => {
    const { mapping = {} } = OPENAPI_FACTS.documents['messaging-api']?.schemas[base]?.discriminator ?? {};
    const known = checkMessages([message], { method: 'push' }).flatMap(({ actual, limit }) =>
      actual === NO_TYPE.type ? String(limit).split(', ') : [],
    );
    expect(known.sort()).toEqual(Object.keys(mapping).sort());
  },
);
