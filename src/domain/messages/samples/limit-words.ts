import type { LengthUnit } from '../engine/counting.js';
import type { Property, Shape } from '../engine/shapes.js';
import { boundsInWords } from '../engine/wording.js';

const UNITS: Readonly<Record<LengthUnit, string>> = {
  utf16: 'UTF-16 units',
  graphemes: 'characters',
  'code-points': 'code points',
};

/** Whether a property may be left out, and what it takes, from its place in the rule tables: `Required; at most 20 characters.` */
export function limitWords({ shape, presence }: Property): string {
  const limits = limitsOf(shape);
  return `${presence === 'required' ? 'Required' : 'Optional'}${limits === '' ? '' : `; ${limits}`}.`;
}

function limitsOf(shape: Shape): string {
  switch (shape.kind) {
    case 'text': {
      const length = shape.max === null ? [] : [`at most ${shape.max} ${UNITS[shape.unit]}`];
      return [...length, ...(shape.form === null ? [] : [shape.form.expected])].join(', ');
    }
    case 'url':
      return `${shape.schemes.join(', ')} only, at most ${shape.max} UTF-16 units`;
    case 'enum':
      return `one of ${shape.values.join(', ')}`;
    case 'number':
      return `${shape.integer ? 'a whole number' : 'a number'}${bounds(shape.min, shape.max)}`;
    case 'boolean':
      return 'true or false';
    case 'list':
      return shape.min === 0 && shape.max === null ? '' : `${boundsInWords(shape.min, shape.max)} of them`;
    case 'map':
      return `at most ${shape.max} of them, their names ${shape.keys.expected}`;
    case 'object':
    case 'choice':
    case 'anything':
      return '';
  }
}

function bounds(min: number | null, max: number | null): string {
  return min === null && max === null ? '' : `, ${boundsInWords(min, max)}`;
}
