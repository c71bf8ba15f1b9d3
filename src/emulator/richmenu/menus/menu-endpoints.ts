import { type Answer, apiError, bodyErrors, bytes, type ErrorDetail, json, NOT_FOUND, OK } from '../../http/answer.js';
import {
  headerOf,
  type JsonObject,
  type LineRequest,
  mediaTypeOf,
  type Read,
  readJsonBody,
} from '../../http/line-request.js';
import { BOT, bearer, type Route } from '../../http/route.js';
import { lineErrorText, linePropertyOf } from '../../sending/line-error-text.js';
import type { EmulatorState } from '../../state/state.js';
import { MUST_BE_SPECIFIED, TOO_MANY_MENUS } from '../menu-words.js';
import { imageFacts } from './image-facts.js';
import { type RichMenu, type RichMenuObject, richMenuFrom } from './rich-menu.js';

/** LINE says 1 MB without saying which. @see https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image-requirements */
const MAX_IMAGE_BYTES = 1024 * 1024;
/** Pixels of an image; LINE does not say that it must be as large as the menu. @see https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image-requirements */
const IMAGE = { minWidth: 800, maxWidth: 2500, minHeight: 250, minRatio: 1.45 } as const;
const IMAGE_TYPES: readonly string[] = ['image/jpeg', 'image/png'];
/** @see https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image */
const WRONG_IMAGE = apiError(400, 'The image size is not allowed for richmenu');
/** @see https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image */
const HAS_IMAGE = apiError(400, 'An image has already been uploaded to the richmenu');
/** As clients have seen it. @see https://github.com/line/line-bot-sdk-php/issues/150 */
const WRONG_IMAGE_TYPE = apiError(415, 'Unsupported media type');
/** What LINE says of a menu that lacks something: other words than of a message. */
const MISSING: ReadonlySet<string> = new Set(['required', 'null-value']);

/** @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu */
async function create({ menus }: EmulatorState, request: LineRequest): Promise<Answer> {
  const read = await readMenu(request);
  if (!read.ok) return read.answer;
  const menu = menus.create(read.value, request.at);
  return menu === null ? TOO_MANY_MENUS : json(200, { richMenuId: menu.id });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#validate-rich-menu-object */
async function validate(_state: EmulatorState, request: LineRequest): Promise<Answer> {
  const read = await readMenu(request);
  return read.ok ? OK : read.answer;
}

async function readMenu(request: LineRequest): Promise<Read<RichMenuObject>> {
  const read = readJsonBody(request);
  if (!read.ok) return read;
  const problems = await problemsOf(read.value);
  return 0 < problems.length
    ? { ok: false, answer: bodyErrors(problems) }
    : { ok: true, value: richMenuFrom(read.value) };
}

/** The rules are loaded when the first menu comes: the start of the emulator does not wait for them. */
async function problemsOf(body: JsonObject): Promise<readonly ErrorDetail[]> {
  const { checkRichMenu } = await import('../../../domain/messages/check-rich-menu.js');
  return checkRichMenu(body)
    .filter(({ severity }) => severity === 'error')
    .map((finding) => ({
      message: MISSING.has(finding.rule) ? MUST_BE_SPECIFIED : lineErrorText(finding),
      property: linePropertyOf(finding.pointer),
    }));
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-list */
function list({ menus }: EmulatorState): Answer {
  return json(200, { richmenus: menus.all().map(responseOf) });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu */
function show(state: EmulatorState, request: LineRequest): Answer {
  const menu = menuIn(state, request);
  return menu === null ? NOT_FOUND : json(200, responseOf(menu));
}

/** @see https://developers.line.biz/en/reference/messaging-api/#delete-rich-menu */
function remove(state: EmulatorState, request: LineRequest): Answer {
  const menu = menuIn(state, request);
  if (menu === null) return NOT_FOUND;
  state.menus.delete(menu, request.at);
  return OK;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image */
function upload(state: EmulatorState, request: LineRequest): Answer {
  const declared = mediaTypeOf(headerOf(request, 'content-type') ?? '');
  if (!IMAGE_TYPES.includes(declared)) return WRONG_IMAGE_TYPE;
  const menu = menuIn(state, request);
  if (menu === null) return NOT_FOUND;
  if (menu.image !== null) return HAS_IMAGE;
  const facts = imageFacts(request.body);
  if (facts === null || MAX_IMAGE_BYTES < request.body.length) return WRONG_IMAGE;
  const { width, height, contentType } = facts;
  if (width < IMAGE.minWidth || IMAGE.maxWidth < width || height < IMAGE.minHeight || width / height < IMAGE.minRatio)
    return WRONG_IMAGE;
  state.menus.setImage(menu, { contentType, base64: request.body.toString('base64') });
  return OK;
}

/** @see https://developers.line.biz/en/reference/messaging-api/#download-rich-menu-image */
function download(state: EmulatorState, request: LineRequest): Answer {
  const image = menuIn(state, request)?.image ?? null;
  return image === null ? NOT_FOUND : bytes(200, image.contentType, Buffer.from(image.base64, 'base64'));
}

function menuIn({ menus }: EmulatorState, { params }: LineRequest): RichMenu | null {
  return menus.find(params['richMenuId'] ?? '');
}

function responseOf({ id, object: { size, selected, name, chatBarText, areas } }: RichMenu): JsonObject {
  return { richMenuId: id, size, selected, name, chatBarText, areas };
}

const MENUS = `${BOT}/richmenu`;

/** The menus themselves, and their images. */
export const MENU_ROUTES: readonly Route[] = [
  bearer('rich-menu-create', 'POST', MENUS, create),
  bearer('rich-menu-validate', 'POST', `${MENUS}/validate`, validate),
  bearer('rich-menu-list', 'GET', `${MENUS}/list`, list),
  bearer('rich-menu', 'GET', `${MENUS}/{richMenuId}`, show),
  bearer('rich-menu-delete', 'DELETE', `${MENUS}/{richMenuId}`, remove),
  bearer('rich-menu-image-upload', 'POST', `${MENUS}/{richMenuId}/content`, upload),
  bearer('rich-menu-image', 'GET', `${MENUS}/{richMenuId}/content`, download),
];
