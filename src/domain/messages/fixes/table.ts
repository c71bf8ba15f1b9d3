import type { Finding, SendMethod } from '../engine/finding.js';
import type { RuleName } from '../registry/rules.js';
import { type Fix, type Fixer, firstOf } from './fix.js';
import { replaceSpacer, wrapContainer, wrapTemplate } from './flex.js';
import { placeOf } from './place.js';
import { cutText, escapeBraces } from './texts.js';
import { encodeUrl, replaceLineScheme, secureUrl, writeBrowserParameter } from './urls.js';
import {
  chooseWord,
  convertType,
  dropNull,
  renameMessages,
  renameProperty,
  trimForm,
  writeColor,
  writeMeasure,
} from './values.js';

/** What mends the findings of a rule; rules that are not here need a person. */
const FIXERS: Readonly<Partial<Record<RuleName, Fixer>>> = {
  'action-type': chooseWord,
  angle: writeMeasure,
  'aspect-ratio': writeMeasure,
  'bare-flex': wrapContainer,
  brace: escapeBraces,
  'browser-parameter': writeBrowserParameter,
  color: firstOf(writeColor, trimForm),
  deprecated: replaceLineScheme,
  enum: chooseWord,
  'flex-size': writeMeasure,
  'flex-type': firstOf(replaceSpacer, chooseWord),
  'label-length': cutText,
  'max-length': cutText,
  'message-type': firstOf(wrapTemplate, chooseWord),
  'null-value': dropNull,
  pattern: trimForm,
  required: renameMessages,
  'template-type': chooseWord,
  'unknown-property': renameProperty,
  url: encodeUrl,
  'url-scheme': firstOf(encodeUrl, secureUrl),
  'wrong-type': convertType,
};

/** What can be done about a finding of a document; null where nothing can. */
export function fixFor(finding: Finding, document: unknown, method: SendMethod): Fix | null {
  return FIXERS[finding.rule]?.(finding, placeOf(document, finding.pointer, method)) ?? null;
}
