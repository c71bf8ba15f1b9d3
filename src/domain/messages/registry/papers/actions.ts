import type { Papers } from '../paper.js';
import {
  bubble,
  buttons,
  carousel,
  column,
  FAMILY,
  IMAGE_URL,
  imagemap,
  label,
  openShop,
  SHOP_URL,
  template,
  withQuickReply,
} from './parts.js';
import { document, paper } from './writing.js';

const camera = { type: 'camera', label: 'Camera' };
const order = { type: 'postback', label: 'Order', data: 'order' };
const labelled = (of: string) => document(withQuickReply({ ...openShop, label: of }));
const area = (width: number) =>
  document(imagemap({ actions: [{ type: 'uri', linkUri: SHOP_URL, area: { x: 520, y: 0, width, height: 1040 } }] }));

/** Of actions, templates and imagemaps. */
export const ACTION_PAPERS = {
  'action-place': paper({
    limit: 'camera, camera roll and location in quick replies; a rich menu switch in rich menus',
    accepted: document(withQuickReply(camera)),
    refused: document(bubble([label({ action: camera })])),
    warned: document(buttons([camera])),
  }),
  'action-text': paper({
    limit: 'displayText',
    accepted: document(withQuickReply({ ...order, displayText: 'I order' })),
    refused: document(withQuickReply({ ...order, displayText: 'I order', text: 'I order' })),
  }),
  'action-type': paper({
    accepted: document(withQuickReply(openShop)),
    refused: document(withQuickReply({ ...openShop, type: 'url' })),
  }),
  'browser-parameter': paper({
    limit: 'openExternalBrowser=1 or openInAppBrowser=0, before any "#"',
    accepted: document(withQuickReply({ ...openShop, uri: `${SHOP_URL}?openExternalBrowser=1` })),
    refused: document(withQuickReply({ ...openShop, uri: `${SHOP_URL}?openExternalBrower=1` })),
  }),
  'carousel-actions': paper({
    limit: 'as many actions in each column',
    accepted: document(carousel(column(), column())),
    refused: document(carousel(column(), column({ actions: [openShop, order] }))),
  }),
  'carousel-columns': paper({
    limit: 'an image in all or in none, a title in all or in none',
    accepted: document(carousel(column({ title: 'Red' }), column({ title: 'Yellow' }))),
    refused: document(carousel(column({ title: 'Red' }), column({ thumbnailImageUrl: IMAGE_URL, title: 'Yellow' }))),
  }),
  'imagemap-area': paper({ limit: 'within baseSize', accepted: area(520), refused: area(521) }),
  'imagemap-base-url': paper({
    limit: 'without a file extension',
    accepted: document(imagemap()),
    refused: document(imagemap({ baseUrl: 'https://example.com/spring.png' })),
  }),
  'label-length': paper({
    accepted: labelled('L'.repeat(20)),
    refused: labelled('L'.repeat(21)),
    warned: labelled(FAMILY.repeat(5)),
  }),
  'template-type': paper({
    accepted: document(buttons([openShop])),
    refused: document(template({ type: 'button', text: 'Spring sale', actions: [openShop] })),
  }),
} satisfies Partial<Papers>;
