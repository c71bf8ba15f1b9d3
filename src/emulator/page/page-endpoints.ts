import { type Answer, NOT_FOUND } from '../http/answer.js';
import type { LineRequest } from '../http/line-request.js';
import { type Addressed, control, type Route } from '../http/route.js';
import { FOREIGN_PAGE, isForThisMachine } from '../http/web-page.js';

/** What the emulator's page shows now; it asks again and again while somebody looks at it. */
async function showView(addressed: Addressed, request: LineRequest): Promise<Answer> {
  if (!isForThisMachine(request)) return FOREIGN_PAGE;
  const { pageView } = await import('./view.js');
  return pageView(addressed, request);
}

/** The image of a rich menu, `?richMenuId=`, as it came. */
function showMenuImage({ state }: Addressed, request: LineRequest): Answer {
  if (!isForThisMachine(request)) return FOREIGN_PAGE;
  const image = state.menus.find(request.query.get('richMenuId') ?? '')?.image ?? null;
  if (image === null) return NOT_FOUND;
  return {
    status: 200,
    headers: {
      'content-type': image.contentType,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    },
    body: Buffer.from(image.base64, 'base64'),
  };
}

/** What the emulator's page in a browser is fed from; the page itself is `GET /_emulator/`. */
export const PAGE_ROUTES: readonly Route[] = [
  control('GET', 'view', showView),
  control('GET', 'view/menu-image', showMenuImage),
];
