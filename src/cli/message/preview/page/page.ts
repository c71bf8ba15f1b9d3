import { createHash } from 'node:crypto';
import { CHAT_WIDTHS, chat } from '../../../../domain/drawing/chat.js';
import { at, html, type Markup, pointersOf, render } from '../../../../domain/drawing/markup.js';
import { messagesIn } from '../../../../domain/drawing/messages-in.js';
import type { SendMethod } from '../../../../domain/messages/engine/finding.js';
import type { LocatedFinding } from '../../../../domain/messages/json-source.js';
import { plural } from '../../../output/view.js';
import { byPlace, findingList, marksOf } from './findings.js';
import { noteList } from './notes.js';
import { notifications } from './notifications.js';
import { STYLE } from './style.js';
import { tapList } from './taps.js';

/** A document of messages as it is to be drawn. */
export interface Preview {
  /** What the page is of, for its title. */
  readonly name: string;
  /** Any JSON value at all. */
  readonly value: unknown;
  readonly findings: readonly LocatedFinding[];
  /** The send method that the findings are for. */
  readonly method: SendMethod;
  /** The pointer in the file, of one in `value`. */
  readonly pointerInFile: (pointer: string) => string;
  readonly loadImages: boolean;
  readonly version: string;
}

/**
 * The messages as one page that is whole by itself: no script, nothing that is loaded but images where they are wanted,
 * and nothing of the message that is more than text.
 */
export function previewPage(preview: Preview): string {
  const { pointerInFile, findings, loadImages, name } = preview;
  const body = pageBody(preview);
  const drawn = new Set([...pointersOf(body)].map(pointerInFile));
  const rendered = render(body, { pointerInFile, markAt: marksOf(byPlace(findings, drawn)) });
  const style = `${STYLE}${rendered.styles}`;
  const hash = createHash('sha256').update(style).digest('base64');
  const images = loadImages ? '; img-src https:' : '';
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'${images}`;
  const head = render(html`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}: preview</title>`);
  // The hash is of these very characters.
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.text}\n<style>${style}</style>\n</head>\n${rendered.text}\n</html>\n`;
}

const FRAME = { pointer: '', depth: 0, chatWidth: 0 } as const;

function pageBody({ name, value, findings, method, pointerInFile, loadImages, version }: Preview): Markup {
  const messages = messagesIn(value);
  const chats = CHAT_WIDTHS.map(({ width, phones }) => {
    const place = { ...FRAME, chatWidth: width, loadImages };
    return html`<figure><figcaption>${width} px, ${phones}</figcaption><div class="phone" tabindex="0">${chat(messages, place)}</div></figure>`;
  });
  // What is wrong with the document as a whole is shown where no message has its place.
  const whole = messages.some(({ pointer }) => pointer === '') ? null : at({ ...FRAME, loadImages });
  return html`<body>
<header><h1>${name}</h1><p>${summary(messages.length, findings)} <span class="aside">Checked for ${method}.</span></p></header>
${LOOKS}
<main>
<div class="chats" ${whole}>${chats}</div>
${notifications(messages)}
${tapList(value, pointerInFile)}
${noteList(messages)}
${findingList(findings)}
</main>
<footer>Drawn by line-ops ${version} from LINE’s documentation, without LINE’s app: send it to yourself before you send it to others. ${
    loadImages
      ? 'This page loads the images that the messages name.'
      : 'This page loads nothing; with --load-images it would load images.'
  }</footer>
</body>`;
}

function summary(messages: number, findings: readonly LocatedFinding[]): Markup {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const counts = [
    ...(errors === 0 ? [] : [html`, <a class="bad" href="#findings">${plural(errors, 'error')}</a>`]),
    ...(warnings === 0 ? [] : [html`, <a class="caution" href="#findings">${plural(warnings, 'warning')}</a>`]),
  ];
  return html`${plural(messages, 'message')}${counts.length === 0 ? html`, <span class="good">nothing found</span>` : counts}.`;
}

const LOOKS = html`<fieldset class="looks"><legend>Colours</legend>
<label><input type="radio" name="look" id="look-system" checked> of this computer</label>
<label><input type="radio" name="look" id="look-light"> light</label>
<label><input type="radio" name="look" id="look-dark"> dark</label>
</fieldset>`;
