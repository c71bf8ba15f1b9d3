import { confirm, input, password, select } from '@inquirer/prompts';

/** By name: the library as a whole brings an editor with it, and with that the tables of all character sets. */
export const prompts = { confirm, input, password, select };
