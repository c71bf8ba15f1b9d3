import { FILM, found, IMAGE } from '../../found.js';

export const flex = (contents: unknown, more: object = {}) => ({ type: 'flex', altText: 'a', contents, ...more });
export const box = (contents: unknown, more: object = {}) => ({ type: 'box', layout: 'vertical', contents, ...more });
export const bubble = (more: object = {}) => ({ type: 'bubble', body: box([]), ...more });
export const text = (more: object = {}) => ({ type: 'text', text: 'a', ...more });
export const image = (more: object = {}) => ({ type: 'image', url: IMAGE, ...more });
export const icon = (more: object = {}) => ({ type: 'icon', url: IMAGE, ...more });
const tap = { type: 'uri', label: 'a', uri: 'https://example.com' };
export const button = (more: object = {}) => ({ type: 'button', action: tap, ...more });
export const video = (more: object = {}) => ({
  type: 'video',
  url: FILM,
  previewUrl: IMAGE,
  altContent: image(),
  ...more,
});

/** What is found in one component in a vertical box, with pointers from the component. */
export function foundInBox(component: unknown): string[] {
  return found(flex(bubble({ body: box([component]) }))).map((line) => line.replace('/contents/body/contents/0', ''));
}
