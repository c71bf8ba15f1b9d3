import { describe, expect, it } from 'vitest';
import { readYamlSource } from '../../../src/adapters/files/yaml-source.js';
import { checkSource } from '../../../src/domain/messages/check-document.js';

describe('what YAML reads otherwise than it looks is explained', () => {
  it.each([
    ['a word behind a # in a text', 'the #1 of today', '#1 of today is a comment in YAML, and "the" is left'],
    ['a colour', '#ff0000', '#ff0000 is a comment in YAML, and nothing is left'],
    ['a text that begins with !', '!new', '!new is a tag in YAML'],
    ['a text that begins with &', '&co', '&co is an anchor in YAML'],
    ['digits with a zero in front', '001', '001 is the number 1 in YAML'],
    ['a number with a plus', '+81', '+81 is the number 81 in YAML'],
    ['a number of another base', '0x1F', '0x1F is the number 31 in YAML'],
    ['a placeholder without quotes', '{{name}}', 'braces begin a mapping in YAML'],
  ])('%s', (_what, written, said) => {
    expect(found(`type: text\ntext: ${written}\n`)).toContainEqual(
      expect.objectContaining({
        rule: 'yaml-syntax',
        severity: 'warning',
        line: 2,
        message: expect.stringContaining(said),
      }),
    );
  });

  it('a merge key is not read', () => {
    expect(found('- &a\n  type: text\n  text: a\n- <<: *a\n')).toContainEqual(
      expect.objectContaining({ severity: 'warning', line: 4, message: expect.stringContaining('merge key') }),
    );
  });

  it.each([
    ['a colon and a space in a text', 'text: Today: tulips', 'a colon and a space begin a value'],
    ['no space behind a colon', 'text:hi', 'a space belongs behind the colon'],
    ['an at sign', 'text: @all', 'a text that begins with @, ` or % needs quotes'],
    ['bold with asterisks', 'text: *sale* today', 'a text that begins with * needs quotes'],
    ['an asterisk', 'text: *sale', 'a text that begins with * needs quotes'],
    ['a tab', 'quickReply:\n\titems: []', 'a tab stands where YAML wants spaces'],
  ])('%s is no YAML', (_what, line, said) => {
    expect(found(`type: text\n${line}\n`)).toEqual([
      expect.objectContaining({ rule: 'yaml-syntax', severity: 'error', message: expect.stringContaining(said) }),
    ]);
  });

  it.each(['hi # a comment', '"the #1"', "'001'", '"{{name}}" # of whom', 'C# and F#'])(
    'says nothing of that of what reads as it looks: %s',
    (written) => {
      expect(found(`type: text\ntext: ${written}\n`).filter(({ rule }) => rule === 'yaml-syntax')).toEqual([]);
    },
  );

  it('says how true is written where yes stands', () => {
    const flex = `type: flex\naltText: a\ncontents:\n  type: bubble\n  body:\n    type: box\n    layout: vertical\n    contents: [{ type: text, text: a, wrap: yes }]\n`;
    expect(found(flex)).toEqual([
      expect.objectContaining({ rule: 'wrong-type', message: expect.stringContaining('write true, without quotes') }),
    ]);
  });
});

function found(yaml: string) {
  return checkSource(readYamlSource(yaml), { method: 'multicast' }).findings;
}
