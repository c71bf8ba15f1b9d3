/** What an endpoint answers: status, headers, and the body as text, as bytes, or streamed as the pieces of a text. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Iterable<string>;
  /** Called when the answer is on its way. */
  readonly onSent?: () => void;
}

const JSON_HEADERS = { 'content-type': 'application/json' } as const;

/** An answer whose body is the value as JSON. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify(value) };
}

/** An answer whose body is a file as it came. */
export function bytes(status: number, contentType: string, data: Uint8Array): Answer {
  return { status, headers: { 'content-type': contentType }, body: data };
}

/** The success that carries nothing: `200 {}`. */
export const OK: Answer = { status: 200, headers: JSON_HEADERS, body: '{}' };

/** The success of the revoke endpoints: 200 with an empty body. */
export const OK_EMPTY: Answer = { status: 200, headers: {}, body: '' };

/** One entry of `details` in an error of the Messaging API. */
export interface ErrorDetail {
  readonly message: string;
  readonly property: string;
}

/** An error of the Messaging API. @see https://developers.line.biz/en/reference/messaging-api/#error-responses */
export function apiError(status: number, message: string): Answer {
  return json(status, { message });
}

/** A 400 that lists what is wrong with the body. @see https://developers.line.biz/en/reference/messaging-api/#error-responses */
export function bodyErrors(details: readonly ErrorDetail[]): Answer {
  return json(400, { message: `The request body has ${details.length} error(s)`, details });
}

/** A 400 for a property of the body that has not the type it should have. @see https://developers.line.biz/en/reference/messaging-api/#error-messages */
export function invalidProperty(property: string): Answer {
  return apiError(400, `The property, ${property}, in the request body is invalid (line: -, column: -)`);
}

/** A 400 for a parameter of the path or the query. @see https://developers.line.biz/en/reference/messaging-api/#get-profile */
export function invalidParameter(name: string): Answer {
  return apiError(400, `The value for the '${name}' parameter is invalid`);
}

/** An error of the token endpoints. @see https://developers.line.biz/en/reference/messaging-api/#channel-access-token */
export function oauthError(error: string, description: string): Answer {
  return json(400, { error, error_description: description });
}

/** @see https://developers.line.biz/en/reference/messaging-api/#error-messages */
export const RATE_LIMITED = apiError(429, 'The API rate limit has been exceeded. Try again later.');
/** @see https://developers.line.biz/en/reference/messaging-api/#error-messages */
export const MONTHLY_LIMIT = apiError(429, 'You have reached your monthly limit.');
/** @see https://developers.line.biz/en/reference/messaging-api/#error-messages */
export const NOT_FOUND = apiError(404, 'Not found');
/** @see https://developers.line.biz/en/reference/messaging-api/#error-messages */
export const NOT_AVAILABLE = apiError(403, 'Access to this API is not available for your account');
/** Without the header; as clients have seen it, not on LINE's pages. */
export const NO_AUTHORIZATION = apiError(
  401,
  "Authorization header required. Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'",
);
/** The path is there, and takes other methods. That LINE answers so stands on no page. */
export function wrongMethod(methods: readonly string[]): Answer {
  return json(405, { message: 'Method Not Allowed' }, { allow: methods.join(', ') });
}
/** The reason text is LINE's own, as clients have seen it; its pages only show the frame around it. */
export const UNAUTHORIZED = apiError(
  401,
  'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.',
);
