import { isLoopback } from '../../domain/host/hosts.js';
import { apiError } from './answer.js';
import { headerOf, type LineRequest, mediaTypeOf } from './line-request.js';

/** For a request that a web page of somebody else has a browser send. */
export const FOREIGN_PAGE = apiError(
  403,
  'The emulator takes such a request from programs and from its own page, not from other web pages',
);

/** Whether the request names this machine as its host: a name that somebody else has led here does not. */
export function isForThisMachine(request: Pick<LineRequest, 'headers'>): boolean {
  const url = `http://${headerOf(request, 'host') ?? ''}`;
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}

/**
 * Whether a browser sends the request for a web page that is not the emulator's own: such a page must not press its
 * buttons. Programs name no origin, and browsers always do where a request can change something.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Origin
 */
export function isOfForeignPage(request: Pick<LineRequest, 'headers' | 'method'>): boolean {
  const origin = headerOf(request, 'origin');
  if (origin === null) return false;
  const isOwn = isForThisMachine(request) && origin === `http://${headerOf(request, 'host')}`;
  const contentType = mediaTypeOf(headerOf(request, 'content-type') ?? '');
  return !isOwn || (request.method !== 'GET' && contentType !== 'application/json');
}

/** Whether a browser asks for a page to show. */
export function wantsPage(request: Pick<LineRequest, 'headers'>): boolean {
  return (headerOf(request, 'accept') ?? '').includes('text/html');
}
