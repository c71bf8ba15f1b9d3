import { type Answer, bodyErrors, json } from '../http/answer.js';

/** Most errors about rich menus carry an empty list of details. */
function withoutDetails(status: number, message: string): Answer {
  return json(status, { message, details: [] });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#set-default-rich-menu */
export const NO_IMAGE = withoutDetails(400, 'must upload richmenu image before applying it to user');
/** @see https://developers.line.biz/en/reference/messaging-api/#get-default-rich-menu-id */
export const NO_DEFAULT = withoutDetails(404, 'no default richmenu');
/** @see https://developers.line.biz/en/reference/messaging-api/#get-default-rich-menu-id */
export const DEFAULT_OF_ANOTHER = withoutDetails(403, 'the richmenu is owned by another channel');
/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-id-of-user */
export const NO_MENU_OF_USER = withoutDetails(404, 'the user has no richmenu');
/** A menu named in a body. @see https://developers.line.biz/en/reference/messaging-api/#link-rich-menu-to-users */
export const MENU_NOT_FOUND = withoutDetails(404, 'richmenu not found');
/** The same of an alias, or a menu without image. @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu-alias */
export const NO_MENU_FOR_ALIAS = withoutDetails(400, 'richmenu not found');
/** @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu-alias */
export const ALIAS_CONFLICT = withoutDetails(400, 'conflict richmenu alias id');
/** @see https://developers.line.biz/en/reference/messaging-api/#get-rich-menu-alias-by-id */
export const ALIAS_NOT_FOUND = withoutDetails(404, 'richmenu alias not found');
/** LINE shows no words of its own. @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu */
export const TOO_MANY_MENUS = withoutDetails(400, 'the maximum number of richmenus has been reached');
/** LINE shows no words of its own. @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu-alias */
export const TOO_MANY_ALIASES = withoutDetails(400, 'the maximum number of richmenu aliases has been reached');

/** A property that is not there. @see https://developers.line.biz/en/reference/messaging-api/#create-rich-menu */
export const MUST_BE_SPECIFIED = 'must be specified';

/** One property of the body is wrong. */
export function wrongProperty(property: string, message: string): Answer {
  return bodyErrors([{ message, property }]);
}

/** What has not the form of a rich menu ID. @see https://developers.line.biz/en/reference/messaging-api/#link-rich-menu-to-users */
export function wrongMenuId(property: string, value: unknown): Answer {
  return wrongProperty(property, isMissing(value) ? MUST_BE_SPECIFIED : 'invalid richMenuId');
}

export function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}
