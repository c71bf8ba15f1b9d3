import { pointerToken } from '../../source/pointer.js';
import { isJsonObject } from '../../text/json-object.js';
import { shown } from '../../text/shown.js';
import {
  add,
  contextOf,
  inside,
  type Location,
  nameOf,
  ownedBy,
  reportMissing,
  reportNull,
  reportType,
  reportUnknown,
  reportUnknownType,
  reportUntyped,
} from './location.js';
import {
  type ChoiceShape,
  type JsonObject,
  type ListShape,
  MAX_OBJECT_DEPTH,
  type MapShape,
  type Property,
  type Shape,
  type Table,
} from './shapes.js';
import { walkEnum, walkNumber, walkText, walkUrl } from './walk-leaf.js';
import { boundsInWords } from './wording.js';

/** Checks a value against its shape and adds everything that is wrong to the findings of the walk. */
export function walkValue(value: unknown, shape: Shape, location: Location): void {
  switch (shape.kind) {
    case 'text':
      walkText(value, shape, location);
      break;
    case 'url':
      walkUrl(value, shape, location);
      break;
    case 'number':
      walkNumber(value, shape, location);
      break;
    case 'enum':
      walkEnum(value, shape.values, location);
      break;
    case 'boolean':
      if (typeof value !== 'boolean') reportType(booleanFor(value), value, location);
      break;
    case 'list':
      walkList(value, shape, location);
      break;
    case 'object':
      walkObject(value, shape.table, location);
      break;
    case 'choice':
      walkChoice(value, shape, location);
      break;
    case 'map':
      walkMap(value, shape, location);
      break;
    case 'anything':
      break;
  }
}

/** What a boolean must be; YAML 1.2 reads `yes` and `on` as texts. */
function booleanFor(value: unknown): string {
  if (value === 'yes' || value === 'on' || value === 'true') return 'true or false: write true, without quotes';
  return value === 'no' || value === 'off' || value === 'false'
    ? 'true or false: write false, without quotes'
    : 'true or false';
}

function walkObject(value: unknown, table: Table, place: Location): void {
  const location = ownedBy(table, place);
  if (!isJsonObject(value)) {
    reportType(`an object (${table.name})`, value, location);
    return;
  }
  if (MAX_OBJECT_DEPTH < place.depth) {
    const message = `${nameOf(place)} lies more than ${MAX_OBJECT_DEPTH} objects deep`;
    add(location, { rule: 'depth', severity: 'error', at: '', message, limit: MAX_OBJECT_DEPTH });
    return;
  }
  let expected = 0;
  const child = inside(location, '');
  for (const name in value) {
    const property = table.properties.get(name);
    if (property === undefined) {
      reportUnknown(name, location);
      continue;
    }
    if (property.presence !== 'optional' && value[name] !== undefined) expected += 1;
    child.token = name;
    walkProperty(value[name], property, child);
  }
  if (expected < table.expected.length) reportAllMissing(value, location);
  if (table.check !== null) table.check(value, contextOf(location));
}

function reportAllMissing(value: JsonObject, location: Location): void {
  for (const name of location.owner.expected) {
    if (value[name] === undefined || !Object.hasOwn(value, name)) reportMissing(name, location);
  }
}

function walkProperty(value: unknown, { shape, presence }: Property, location: Location): void {
  if (value === null) {
    if (location.owner.strict || presence === 'required') reportNull(location);
  } else if (value !== undefined) {
    walkValue(value, shape, location);
  }
}

function walkChoice(value: unknown, shape: ChoiceShape, location: Location): void {
  if (!isJsonObject(value)) {
    reportType(`an object (${shape.what})`, value, location);
    return;
  }
  const type = value['type'];
  if (typeof type !== 'string') {
    reportUntyped(type, shape, location);
    return;
  }
  const table = shape.tables().get(type);
  if (table === undefined) {
    reportUnknownType(type, shape, location);
    return;
  }
  const misplaced = shape.misplaced(type);
  if (misplaced !== null) add(ownedBy(table, location), { ...misplaced, at: '/type', actual: type });
  walkObject(value, table, location);
}

function walkList(value: unknown, shape: ListShape, location: Location): void {
  if (!Array.isArray(value)) {
    reportType('an array', value, location);
    return;
  }
  if (value.length < shape.min || (shape.max !== null && shape.max < value.length)) {
    const limit = boundsInWords(shape.min, shape.max);
    const message = `${nameOf(location)} has ${value.length} items, allowed: ${limit}`;
    add(location, { rule: shape.countRule, severity: 'error', at: '', message, limit, actual: value.length });
  }
  const item = inside(location, 0);
  for (let index = 0; index < value.length; index++) {
    item.token = index;
    walkValue(value[index], shape.items, item);
  }
  if (shape.check !== null) shape.check(value, contextOf(location));
}

function walkMap(value: unknown, { keys, values, max }: MapShape, location: Location): void {
  if (!isJsonObject(value)) {
    reportType('an object', value, location);
    return;
  }
  const names = Object.keys(value);
  if (max < names.length) {
    const message = `${nameOf(location)} has ${names.length} entries, the limit is ${max}`;
    add(location, { rule: 'count', severity: 'error', at: '', message, limit: max, actual: names.length });
  }
  for (const name of names) {
    const at = `/${pointerToken(name)}`;
    if (!keys.accepts(name)) {
      const message = `the key "${shown(name)}" must be ${keys.expected}`;
      add(location, { rule: keys.rule, severity: 'error', at, message, limit: keys.expected, actual: shown(name) });
    }
    walkValue(value[name], values, inside(location, name));
  }
}
