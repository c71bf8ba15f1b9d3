import type { Property, Severity, Table, TextShape } from '../../engine/shapes.js';
import { text } from '../../engine/table.js';

/** What differs between the places where an action can stand. */
export interface ActionPlace {
  /** For the sentence "… cannot be used in <name>". */
  readonly name: string;
  readonly label: (shape: TextShape) => Property;
  /** In grapheme clusters. @see https://developers.line.biz/en/reference/messaging-api/#action-object-label-spec */
  readonly maxLabel: number;
  /** What camera, camera roll and location actions are here; null where they belong. */
  readonly quickReplyOnly: Severity | null;
  /** Whether one rich menu can lead to another from here. */
  readonly isRichMenu: boolean;
  /** Types that are allowed here, if not all that a message can have. */
  readonly only: readonly string[] | null;
  /**
   * What a value of another JSON type is. Inside Flex Messages a warning: LINE refuses null and numbers in components,
   * but was seen to deliver an action whose text was a number, and to take an altUri of null.
   *
   * @see https://github.com/line/line-platform-feedback/issues/117
   */
  readonly wrongType: Severity;
  /** What a link to an Android package is; null where nothing is known against it. */
  readonly androidPackage: Severity | null;
}

/** The properties of every action in a place: `type` and `label`. */
type CommonProperties = Readonly<Record<string, Property>>;

/** What LINE takes for actions of one type, which differs a little with the place. */
export type ActionFamily = (common: CommonProperties, place: ActionPlace) => Table;

/** `data` of an action that LINE sends back by webhook. @see https://developers.line.biz/en/reference/messaging-api/#postback-action */
export const DATA = text(300, { empty: 'allowed' });

/** `clipboardText` of an action, in an imagemap too. @see https://developers.line.biz/en/reference/messaging-api/#clipboard-action */
export const CLIPBOARD_TEXT = text(1000);
