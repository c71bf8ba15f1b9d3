import { describe, expect, it } from 'vitest';
import { colour, css, px } from '../../../src/domain/drawing/css.js';
import { at, html, imageSource, linkTo, render, styled } from '../../../src/domain/drawing/markup.js';

const PLACE = { pointer: '/messages/0', depth: 0, chatWidth: 375, loadImages: false };

describe('markup', () => {
  it('escapes every value, between tags and in attributes, and keeps its own markup', () => {
    const hostile = `"><script>alert('1')</script>&\``;
    const { text } = render(
      html`<p title="${hostile}">${hostile}${html`<b>${1}</b>`}${null}${[html`<i></i>`, 'x<']}</p>`,
    );
    const escaped = '&#34;&#62;&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#38;&#96;';
    expect(text).toBe(`<p title="${escaped}">${escaped}<b>1</b><i></i>x&#60;</p>`);
  });

  it('shows characters that act on a reader as escapes', () => {
    expect(render(html`<p>${'a\u202eb\u0000'}</p>`).text).toBe('<p>a\\u202eb\\u0000</p>');
  });

  it.each([
    ['an attribute without quotes', () => html`<p title=${'a'}>`],
    ['an address that a stranger wrote', () => html`<a href="${'https://example.com'}">`],
    ['the source of an image that was not looked at', () => html`<img alt="" src="${'https://example.com'}">`],
    ['a link where an image belongs', () => html`<img alt="" src="${linkTo('https://example.com')}">`],
    ['a style attribute', () => html`<p style="${'color:red'}">`],
    ['what a browser runs', () => html`<p onclick="${'a'}">`],
    ['a text in the place of an attribute', () => html`<p ${'onclick=a'}>`],
    ['markup in an attribute', () => html`<p title="${html`<b></b>`}">`],
  ])('refuses %s', (_, make) => {
    expect(make).toThrow(TypeError);
  });

  it('lets a stranger choose numbers and colours of a style, and nothing else', () => {
    const declarations = { width: px(4.5), color: colour('#FF0000aa'), 'background-color': colour('red;}') };
    const { text, styles } = render(
      html`<p class="a ${styled(declarations)}"></p><p class="${styled(declarations)}"></p>`,
    );
    expect(text).toBe('<p class="a s1"></p><p class="s1"></p>');
    expect(styles).toBe('.s1{width:4.5px;color:#FF0000aa}');
    expect(render(html`<p class="${styled({ top: css`calc(${px(Number.NaN)} + ${1e300}%)` })}"></p>`).styles).toBe(
      '.s1{top:calc(0px + 100000%)}',
    );
  });

  it('puts a mark right behind the tag of the element it speaks of, and nowhere else', () => {
    const markup = html`<p class="a" ${at(PLACE)} title="${'>'}"><b ${at({ ...PLACE, pointer: '/a"b' })}>x</b></p>`;
    const marked = render(markup, {
      pointerInFile: (pointer) => pointer.replace('/messages', '/sent'),
      markAt: (pointer) => (pointer === '/sent/0' ? html`<a>${'!>'}</a>` : null),
    });
    expect(marked.text).toBe(
      '<p class="a" data-at="/sent/0" title="&#62;"><a>!&#62;</a><b data-at="/a&#34;b">x</b></p>',
    );
  });

  it.each([
    ['https://example.com/a b.png', 'https://example.com/a%20b.png'],
    ['http://example.com/a.png', null],
    ['javascript:alert(1)', null],
    ['data:image/png;base64,AA==', null],
    ['https://user:secret@example.com/a.png', null],
    ['//example.com/a.png', null],
    [{ href: 'https://example.com' }, null],
  ])('takes %j for an image of the page only where it is https and images are wanted', (url, taken) => {
    expect(imageSource(url, PLACE)).toBeNull();
    const source = imageSource(url, { ...PLACE, loadImages: true });
    expect(source && render(html`<img src="${source}">`).text).toBe(taken && `<img src="${taken}">`);
  });
});
