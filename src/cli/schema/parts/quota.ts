import { orNull, type Shapes, whole, word, yesNo } from '../shape.js';

/** This month's message quota as every document has it. */
export const QUOTA_KEYS: Shapes = {
  type: word('whether there is a limit', ['none', 'limited']),
  limit: orNull(whole('messages a month; null for no limit')),
  used: whole('messages used so far, about'),
  left: orNull(whole('messages left; null for no limit')),
  approximate: yesNo('always true: LINE counts with a delay'),
};
