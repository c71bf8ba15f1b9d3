import { expect, it } from 'vitest';
import { found, type Row } from '../../found.js';

const audio = (duration: unknown) => ({ type: 'audio', originalContentUrl: 'https://example.com/sound.m4a', duration });

const rows: Row[] = [
  ['a duration', audio(60_000), []],
  ['a duration of nothing', audio(0), ['warning range /duration']],
  ['a duration in words', audio('60000'), ['error wrong-type /duration']],
];

it.each(rows)('%s', (_about, message, expected) => expect(found(message)).toEqual(expected));
