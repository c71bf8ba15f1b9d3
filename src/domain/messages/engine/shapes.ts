import type { RuleName } from '../registry/rules.js';
import type { LengthUnit } from './counting.js';
import type { Finding, SendMethod } from './finding.js';

/** The vocabulary in which the rule tables are written. Tables are data; `walk.ts` is the one engine that reads them. */
export type Shape =
  | TextShape
  | UrlShape
  | EnumShape
  | NumberShape
  | BooleanShape
  | ObjectShape
  | ChoiceShape
  | ListShape
  | MapShape
  | AnythingShape;

export type Severity = Finding['severity'];

/** An object as it came out of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A string, with its greatest length in a unit and, where it has one, the form it must take. */
export interface TextShape {
  readonly kind: 'text';
  readonly unit: LengthUnit;
  readonly max: number | null;
  readonly empty: Severity | 'allowed';
  readonly form: Form | null;
  readonly lengthRule: RuleName;
  /** Where the page that states the counting is another than the one of the object. */
  readonly docs: string | null;
  /** Doubled braces are LINE's own notation here, and no placeholder that somebody forgot to fill in. */
  readonly hasBraces: boolean;
}

/** A form of text that a regular expression or a small function knows. */
export interface Form {
  readonly rule: RuleName;
  /** What would be right, for the sentence "must be …" and for `limit`. */
  readonly expected: string;
  accepts(text: string): boolean;
}

/** A URL: greatest length in UTF-16 units, and the schemes that LINE takes for it. */
export interface UrlShape {
  readonly kind: 'url';
  readonly max: number;
  readonly schemes: readonly string[];
  readonly empty: Severity | 'allowed';
  /** What else there is to say about such a URL, which is not empty; null for nothing. */
  readonly check: UrlCheck | null;
}

/** A rule about what a URL leads to; a problem's sentence goes on behind the name of the property. */
export type UrlCheck = (url: string) => readonly Omit<Problem, 'at'>[];

export interface EnumShape {
  readonly kind: 'enum';
  readonly values: readonly string[];
}

/** A number within inclusive bounds; null where LINE states none. */
export interface NumberShape {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly severity: Severity;
}

export interface BooleanShape {
  readonly kind: 'boolean';
}

/** Anything goes; what is behind it is checked elsewhere, or is LINE's to judge. */
export interface AnythingShape {
  readonly kind: 'anything';
}

export interface ObjectShape {
  readonly kind: 'object';
  readonly table: Table;
}

/** An object whose `type` picks its table. */
export interface ChoiceShape {
  readonly kind: 'choice';
  /** What is chosen, for the sentence "… is not a type of <what>". */
  readonly what: string;
  /** The rule that an unknown type breaks. */
  readonly typeRule: RuleName;
  /** A function, because boxes hold boxes. */
  readonly tables: () => ReadonlyMap<string, Table>;
  /** A type that exists but has no business in this place; null where it may stand. */
  readonly misplaced: (type: string) => Misplacement | null;
  /** What to say to a type that LINE does not have; null for the nearest name. */
  readonly advice: (type: string) => Advice | null;
  /** The page that lists the types; null where it is that of the object around. */
  readonly docs: string | null;
}

export interface Advice {
  /** How the finding's sentence goes on, from the comma. */
  readonly says: string;
  /** The page that says so; null where it is the one of the types. */
  readonly docs: string | null;
}

export interface Misplacement {
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly message: string;
  readonly limit: string;
}

export interface ListShape {
  readonly kind: 'list';
  readonly items: Shape;
  readonly min: number;
  readonly max: number | null;
  readonly countRule: RuleName;
  readonly check: ListCheck | null;
}

/** An object whose keys the sender chooses, such as `substitution`. */
export interface MapShape {
  readonly kind: 'map';
  readonly keys: Form;
  readonly values: Shape;
  readonly max: number;
}

/** `advised`: a page says it is required, but LINE is not known to refuse without it. */
type Presence = 'required' | 'advised' | 'optional';

export interface Property {
  readonly shape: Shape;
  readonly presence: Presence;
}

/** One kind of object: its properties and what they must be to one another. */
export interface Table {
  /** What the object is called in a sentence, for example `text message`. */
  readonly name: string;
  readonly docs: string;
  /** Inside Flex Messages LINE takes neither null nor a number for a string; elsewhere it takes both. */
  readonly strict: boolean;
  /** LINE refuses unknown properties inside Flex Messages and ignores them elsewhere. */
  readonly unknown: Severity;
  /** What a value of another JSON type is: LINE refuses most, and was seen to read those of actions inside Flex leniently. */
  readonly wrongType: Severity;
  readonly properties: ReadonlyMap<string, Property>;
  /** Names of the properties that are not optional, so that the engine need not look for them. */
  readonly expected: readonly string[];
  readonly check: ObjectCheck | null;
}

/** Where a send goes, as far as the recipient ID in the request says it. */
export type Destination = 'user' | 'group' | 'room' | 'unknown';

/** What a check may know beside the value, and how it reports. */
export interface RuleContext {
  readonly method: SendMethod;
  readonly destination: Destination;
  /** The whole value takes at most so many bytes as JSON; infinity where that is not known. */
  readonly maxBytes: number;
  readonly report: (problem: Problem) => void;
}

/** A finding before the engine has put in the full pointer and the page. */
export interface Problem {
  readonly rule: RuleName;
  readonly severity: Severity;
  /** JSON pointer from the checked object, for example `/text`; empty for the object itself. */
  readonly at: string;
  readonly message: string;
  readonly limit?: number | string | null;
  readonly actual?: number | string | null;
  readonly docs?: string;
}

/** A rule between several properties of one object. */
export type ObjectCheck = (object: JsonObject, context: RuleContext) => void;
/** A rule between the items of one array. */
export type ListCheck = (items: readonly unknown[], context: RuleContext) => void;

/** Objects inside one another that are followed; no message that LINE shows comes near, and the stack stays safe. */
export const MAX_OBJECT_DEPTH = 100;
