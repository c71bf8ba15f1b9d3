import { describe, expect, it } from 'vitest';
import { box, foundInBox, image, text } from './flex-parts.js';

describe('sizes, colours and ratios', () => {
  it.each([
    ['margin', ['none', 'xxl', '10px', '10.5px', '0px'], ['10%', '10', '3xl', '-1px', 'px', 'XL', '']],
    ['spacing', ['none', 'md', '5px'], ['10%', 'full']],
    ['paddingAll', ['none', 'md', '5px', '23.5%'], ['-5px', '5', 'full', '--5px']],
    ['offsetTop', ['none', 'md', '5px', '-5px', '-2.5%'], ['5', 'full', '--5px']],
    ['cornerRadius', ['none', 'xxl', '5px'], ['5%', '3xl']],
    ['borderWidth', ['none', 'semi-bold', '1px'], ['xs', '1%']],
    ['width', ['30px', '50%'], ['md', '30']],
    ['maxHeight', ['30px', '50%'], ['none']],
    ['backgroundColor', ['#00ffff', '#00FFFF80'], ['#fff', 'red', '00ffff', '#00ffff8', '#gggggg', 'rgb(0,0,0)']],
  ])('box.%s', (property, right, wrong) => {
    for (const value of right) expect([value, ...foundInBox(box([], { [property]: value }))]).toEqual([value]);
    for (const value of wrong) expect([value, foundInBox(box([], { [property]: value })).length]).toEqual([value, 1]);
  });

  it.each([
    ['paddingAll', '-5px', 'warning'],
    ['paddingTop', '-2.5%', 'warning'],
    ['paddingEnd', '-md', 'error'],
    ['spacing', '-5px', 'error'],
  ])('a negative box.%s of %s is of the severity %s', (property, value, severity) => {
    expect(foundInBox(box([], { [property]: value }))).toEqual([`${severity} flex-size /${property}`]);
  });

  it.each([
    ['size', ['xxs', '5xl', 'full', '50px', '23.5%'], ['6xl', 'none', '50']],
    ['aspectRatio', ['1:1', '1.91:1', '1:3', '100000:1', '20:13'], ['1:3.1', '0:1', '100001:1', '20x13', '1:', '-1:1']],
    ['aspectMode', ['cover', 'fit'], ['contain']],
    ['align', ['start', 'end', 'center'], ['left']],
    ['gravity', ['top', 'bottom', 'center'], ['middle']],
  ])('image.%s', (property, right, wrong) => {
    for (const value of right) expect([value, ...foundInBox(image({ [property]: value }))]).toEqual([value]);
    for (const value of wrong) expect([value, foundInBox(image({ [property]: value })).length]).toEqual([value, 1]);
  });

  it.each([
    ['size', ['xxs', '5xl', '50px'], ['full', '50%']],
    ['weight', ['regular', 'bold'], ['900']],
    ['style', ['normal', 'italic'], ['oblique']],
    ['decoration', ['none', 'underline', 'line-through'], ['overline']],
    ['lineSpacing', ['20px', '1.5px'], ['sm', '150%']],
    ['position', ['relative'], ['fixed']],
  ])('text.%s', (property, right, wrong) => {
    const of = (value: unknown) => foundInBox(text({ wrap: true, [property]: value }));
    for (const value of right) expect([value, ...of(value)]).toEqual([value]);
    for (const value of wrong) expect([value, of(value).length]).toEqual([value, 1]);
  });
});

it.each([
  ['angle', ['0deg', '359.9deg'], ['360deg', '-1deg', '90', '90rad']],
  ['centerPosition', ['0%', '50.5%', '100%'], ['100.1%', '-1%', '50', '50px']],
  ['startColor', ['#00ff0080'], ['green']],
])('gradient %s', (property, right, wrong) => {
  const gradient = { type: 'linearGradient', angle: '0deg', startColor: '#ff0000', endColor: '#0000ff' };
  const foundWith = (value: string) => foundInBox(box([], { background: { ...gradient, [property]: value } }));
  for (const value of right) expect([value, ...foundWith(value)]).toEqual([value]);
  for (const value of wrong) expect([value, foundWith(value).length]).toEqual([value, 1]);
});
