import type { RuleName } from '../registry/rules.js';
import type { LengthUnit } from './counting.js';
import type {
  AnythingShape,
  BooleanShape,
  ChoiceShape,
  EnumShape,
  Form,
  ListCheck,
  ListShape,
  Misplacement,
  NumberShape,
  ObjectCheck,
  ObjectShape,
  Property,
  Severity,
  Shape,
  Table,
  TextShape,
} from './shapes.js';

interface TextOptions {
  readonly unit?: LengthUnit;
  readonly empty?: Severity | 'allowed';
  readonly form?: Form;
  readonly lengthRule?: RuleName;
  readonly docs?: string;
  readonly hasBraces?: boolean;
}

/** A string of at most `max` units (UTF-16 unless said otherwise), not empty unless said otherwise. */
export function text(max: number | null, options: TextOptions = {}): TextShape {
  const { unit = 'utf16', empty = 'error', form = null, lengthRule = 'max-length' } = options;
  const { docs = null, hasBraces = false } = options;
  return { kind: 'text', unit, max, empty, form, lengthRule, docs, hasBraces };
}

/** A string in one form, which says all there is to say about its length. */
export function formed(form: Form): TextShape {
  return text(null, { form, empty: 'allowed' });
}

/** The form of names that LINE limits to ASCII letters, digits and the underscore. */
export function wordForm(rule: RuleName, max: number): Form {
  const pattern = new RegExp(`^[a-zA-Z0-9_]{1,${max}}$`);
  return { rule, expected: `1 to ${max} of a-z, A-Z, 0-9 and _`, accepts: (name) => pattern.test(name) };
}

/** One of LINE's fixed words. */
export function oneOf(...values: readonly string[]): EnumShape {
  return { kind: 'enum', values };
}

/** A whole number; `severity` is what a value out of bounds is. */
export function integer(min: number | null, max: number | null = null, severity: Severity = 'error'): NumberShape {
  return { kind: 'number', integer: true, min, max, severity };
}

/** Any number; `severity` is what a value out of bounds is. */
export function decimal(min: number | null, max: number | null, severity: Severity): NumberShape {
  return { kind: 'number', integer: false, min, max, severity };
}

export const BOOLEAN: BooleanShape = { kind: 'boolean' };
export const ANYTHING: AnythingShape = { kind: 'anything' };

/** An object of the one table. */
export function object(table: Table): ObjectShape {
  return { kind: 'object', table };
}

interface ChoiceOptions {
  readonly what: string;
  readonly typeRule: RuleName;
  readonly misplaced?: (type: string) => Misplacement | null;
  readonly advice?: ChoiceShape['advice'];
  readonly docs?: string;
}

/** An object of the table that its `type` picks; the tables come as a function, because they may hold one another. */
export function choice(tables: () => ReadonlyMap<string, Table>, options: ChoiceOptions): ChoiceShape {
  const { what, typeRule, misplaced = () => null, advice = () => null, docs = null } = options;
  return { kind: 'choice', what, typeRule, tables, misplaced, advice, docs };
}

interface ListOptions {
  readonly min: number;
  readonly max: number | null;
  readonly countRule?: RuleName;
  readonly check?: ListCheck;
}

/** An array with inclusive bounds on its count. */
export function list(items: Shape, { min, max, countRule = 'count', check }: ListOptions): ListShape {
  return { kind: 'list', items, min, max, countRule, check: check ?? null };
}

/** A property without which LINE refuses the object. */
export function required(shape: Shape): Property {
  return { shape, presence: 'required' };
}

/** A property that a page calls required, whose absence is only a warning. */
export function advised(shape: Shape): Property {
  return { shape, presence: 'advised' };
}

/** A property that may be left out. */
export function optional(shape: Shape): Property {
  return { shape, presence: 'optional' };
}

interface TableOptions {
  readonly name: string;
  readonly docs: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly strict?: boolean;
  readonly unknown?: Severity;
  readonly wrongType?: Severity;
  readonly check?: ObjectCheck;
}

/** Makes a table; lenient about null, numbers and unknown properties unless said otherwise, as LINE is outside Flex. */
export function table(options: TableOptions): Table {
  const { name, docs, strict = false, unknown = 'warning', wrongType = 'error', check = null } = options;
  const properties = new Map(Object.entries(options.properties));
  const expected = [...properties].filter(([, { presence }]) => presence !== 'optional').map(([property]) => property);
  return { name, docs, strict, unknown, wrongType, properties, expected, check };
}

/** Tables by the `type` that picks them. */
export function tablesByType(tables: Readonly<Record<string, Table>>): ReadonlyMap<string, Table> {
  return new Map(Object.entries(tables));
}
