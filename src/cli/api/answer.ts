import { failure, LineOpsError } from '../../domain/failure/failure.js';
import { jsonIn } from '../../domain/text/json-object.js';
import type { AnswerReceiver, AnyAnswer, AnyRequest } from '../../ports/line-api.js';
import { textOf } from '../failures/text-of.js';
import type { Session } from '../session.js';

export const API_SCHEMA = 'line-ops/api@1';

/** Whoever read the answer has enough, as in "| head". */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/** What stdout gets of the answers to one command line. */
export interface AnswerWriter extends AnswerReceiver {
  /** Writes the last answer as one page of several, and answers its body. @throws {ReaderGone} */
  onPage(): Promise<Uint8Array | null>;
  /** Writes what was answered and not written yet, and the end of the pages. */
  end(): Promise<void>;
  /** The same where a problem is to be told: what became of the request is told also where stdout takes nothing. */
  endBehind(problem: unknown): Promise<void>;
}

export function createAnswerWriter({ terminal, globals }: Session, request: AnyRequest): AnswerWriter {
  let last: AnyAnswer | null = null;
  let pages = 0;

  const taken = async (isTaken: Promise<boolean>) => {
    if (!(await isTaken)) throw new ReaderGone();
  };
  const print = async (body: Uint8Array, end = '') => {
    const text = Buffer.from(body);
    if (!terminal.showsAnswers) {
      await taken(
        terminal.answerBytes(
          end === '' || text.toString().endsWith(end) ? text : Buffer.concat([text, Buffer.from(end)]),
        ),
      );
      return;
    }
    const shown = text.toString();
    await taken(terminal.answerPart(shown.endsWith('\n') ? shown : `${shown}\n`));
  };
  const write = async (answer: AnyAnswer) => {
    const { body } = answer;
    if (globals.json) await taken(terminal.answerPart(`${headOf(answer)}${jsonOf(body)}}\n`));
    else if (body !== null && 0 < body.length) await print(body);
  };
  const writeRest = async (answer: AnyAnswer | null) => {
    if (globals.json && 0 < pages) await taken(terminal.answerPart(']}\n'));
    else if (answer !== null) await write(answer);
  };
  /** Null where it was passed on, or written before. */
  const takeLast = (): AnyAnswer | null => {
    const answer = last;
    last = null;
    return answer?.body === null ? null : answer;
  };

  return {
    begins(contentType) {
      if (globals.json) throw failure('NOT_FOR_JSON', { contentType });
      if (terminal.showsAnswers) throw failure('NOT_FOR_TERMINAL', { contentType });
      return (part) => taken(terminal.answerBytes(part));
    },
    answered(answer) {
      last = answer;
    },
    async onPage() {
      const answer = takeLast();
      if (answer === null || answer.body === null) return null;
      const { body } = answer;
      pages += 1;
      if (globals.json) await taken(terminal.answerPart(`${pages === 1 ? `${headOf(answer)}[` : ','}${jsonOf(body)}`));
      else if (0 < body.length) await print(body, '\n');
      return body;
    },
    async end() {
      const answer = takeLast();
      try {
        await writeRest(answer);
      } catch (error) {
        const isDone = answer !== null && answer.status < 300 && request.method !== 'GET';
        if (isDone) throw notTaken(error, request, answer);
        if (!(error instanceof ReaderGone)) throw error;
      }
    },
    async endBehind(problem) {
      try {
        await writeRest(takeLast());
      } catch (error) {
        if (error instanceof ReaderGone || isFull(problem)) return;
        if (!isFull(error)) throw error;
        terminal.warn(`warning: ${(await textOf(error)).message}`);
      }
    },
  };
}

/** What LINE made is made: whoever ran the command again would make it twice. */
function notTaken(error: unknown, { method, path }: AnyRequest, { requestId }: AnyAnswer): unknown {
  if (!isFull(error) && !(error instanceof ReaderGone)) return error;
  const why = isFull(error) ? 'there is no room for it' : 'whoever was to read it is gone';
  return failure('ANSWER_NOT_TAKEN', { method, path, why }, { requestId });
}

function isFull(error: unknown): boolean {
  return error instanceof LineOpsError && error.code === 'STDOUT_NOT_TAKEN';
}

function headOf({ status, requestId }: AnyAnswer): string {
  return `${JSON.stringify({ schema: API_SCHEMA, status, requestId }).slice(0, -1)},"body":`;
}

/** JSON as LINE wrote it, with numbers that are too long for a program; whatever else came is a text. */
function jsonOf(body: Uint8Array | null): string {
  const text = Buffer.from(body ?? []).toString();
  if (text.trim() === '') return 'null';
  return jsonIn(text) === null && text.trim() !== 'null' ? JSON.stringify(text) : text.trim();
}
