import type { ForeignEncoding, Loss } from '../../domain/failure/facts.js';

const OTHER_WAY = 'or hand the token to a command that writes it: --to exec:<command>.';

/** What a file would lose that is replaced by another one, and the ways around it. */
export function lossOf(loss: Loss): { readonly what: string; readonly help: string } {
  switch (loss.type) {
    case 'otherNames':
      return {
        what: `it has ${loss.count} names (hard links), and only one of them would get the token`,
        help: `Use symbolic links, ${OTHER_WAY}`,
      };
    case 'mount':
      return { what: 'it is mounted by itself', help: `Mount its folder in its place, ${OTHER_WAY}` };
    case 'owner':
      return {
        what: 'its owner or group is another, which only root can give to a new file',
        help: `Run this as its owner, ${OTHER_WAY}`,
      };
    case 'encoding':
      return { what: ENCODINGS[loss.found], help: `Save it as UTF-8 without a byte order mark, ${OTHER_WAY}` };
    case 'accessList':
      return {
        what: 'it has an access control list (see getfacl)',
        help: `Give access by owner and group (setfacl -b removes the list), ${OTHER_WAY}`,
      };
    case 'accessListUnknown':
      return {
        what: 'nobody can tell here whether it has an access control list',
        help: `Install getfacl, or chmod g= the file, ${OTHER_WAY}`,
      };
    case 'accessListGiven':
      return {
        what: 'its folder may give each new file an access control list, and so access that this one does not give',
        help: `See getfacl --default of the folder; chmod g= the file, ${OTHER_WAY}`,
      };
  }
}

const ENCODINGS: Readonly<Record<ForeignEncoding, string>> = {
  mark: 'it begins with a byte order mark, which shells take for a part of the first name',
  'utf-16': 'it is UTF-16',
  zeros: 'it has zero bytes, as UTF-16 has',
  escapes: 'it has escape characters, as ISO-2022-JP has',
  notUtf8: 'it is not UTF-8, perhaps Shift_JIS',
};
