import { shown } from '../../../domain/text/shown.js';
import { fitted } from '../../../domain/text/text-width.js';
import { visible } from '../../../domain/text/visible.js';
import type { Agreement, Change } from '../../../usecases/messages/fix-document.js';
import type { Session } from '../../session.js';

interface Wish {
  /** Only then is anybody asked: a look at what would change needs no answers. */
  readonly isWriting: boolean;
  readonly altText?: string | undefined;
  readonly https?: true | undefined;
}

/** The start of a file tells whether its host answers; nobody needs the rest. */
const PROBE_BYTES = 1;

/**
 * Who says yes to what is not mechanical: `--yes`, or a person at the terminal, asked once for all places that are alike.
 * A host is asked only where a person agrees, or `--https` does.
 */
export function createAgreement(file: string, session: Session, wish: Wish): Agreement {
  const { terminal, globals } = session;
  const canAsk = wish.isWriting && terminal.canAsk && !globals.yes;
  const once = remembering<boolean>();
  const words = remembering<string | null>();
  const at = ({ finding: { line, column } }: Change) => `${nameOf(file)}:${line}:${column}`;
  return {
    agree: (change) =>
      once(
        change.says,
        async () => globals.yes || (canAsk && terminal.confirm(`${at(change)}: write ${change.says}?`)),
      ),
    answersAt: async (address, change) => {
      const { host } = new URL(address);
      const mayAsk = await once(
        host,
        async () =>
          wish.https === true || (canAsk && terminal.confirm(`${at(change)}: ask ${host} whether it answers https?`)),
      );
      return mayAsk && once(address, () => answers(address, session));
    },
    wordsFor: (change, proposed) =>
      words(at(change), async () => {
        if (wish.altText !== undefined) return wish.altText;
        if (globals.yes) return proposed;
        if (!canAsk) return null;
        const enter = proposed === null ? '' : ` (Enter: "${shown(proposed)}")`;
        const written = (await terminal.ask(`${at(change)}: ${change.says}; its alternative text${enter}:`)).trim();
        return written === '' ? proposed : written;
      }),
  };
}

/** Columns of a file's name in a question, which is to stay on a line. */
const NAME_COLUMNS = 20;

function nameOf(file: string): string {
  if (file === '-') return 'stdin';
  if (file.length <= NAME_COLUMNS) return shown(file);
  return `…/${fitted(visible(file.split(/[\\/]/).at(-1) ?? file), NAME_COLUMNS)}`;
}

/** The same question has the same answer. */
function remembering<Answer>(): (what: string, find: () => Promise<Answer>) => Promise<Answer> {
  const known = new Map<string, Promise<Answer>>();
  return (what, find) => {
    const answer = known.get(what) ?? find();
    known.set(what, answer);
    return answer;
  };
}

async function answers(address: string, { deps, terminal }: Session): Promise<boolean> {
  const reply = await (await deps.contentServers()).fetch(address, { maxBytes: PROBE_BYTES, extraCas: [] });
  if (reply.type === 'answer' && reply.status < 400) return true;
  const why = reply.type === 'answer' ? `it answers ${reply.status}` : reply.why;
  terminal.note(`${shown(address)}: not written, ${why}`);
  return false;
}
