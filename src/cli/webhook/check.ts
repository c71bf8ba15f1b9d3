import { textOf } from '../failures/text-of.js';
import { EXAMINATION_OPTIONS, formatOf, reportExamination } from '../output/examination/report.js';
import { sayNext } from '../output/next.js';
import { plural, show } from '../output/view.js';
import type { Session } from '../session.js';
import { flag, type OptionValues, option, optionalArgument, verb } from '../verb.js';
import { readCas } from './checking/ca-file.js';
import { checkedChannel } from './checking/checked-channel.js';
import { plannedView } from './checking/planned-view.js';

const OPTIONS = {
  skipLineTest: flag("do not spend one of LINE's 60 tests an hour"),
  sendEvents: flag(
    'send sample events, in standby, also to a server that is not on this computer; --yes does not stand for it',
  ),
  ca: option('<file>', 'trust the CAs in this PEM file too, for test set-ups'),
  saveChain: option('<file>', 'write the certificate with all intermediates, fetched where the server lacks them'),
  ...EXAMINATION_OPTIONS,
};

export const webhookCheck = verb({
  path: 'webhook check',
  summary: "examine a bot server against LINE's rules for receiving: TLS, certificate, signature, answers",
  args: { url: optionalArgument('examine this URL; default: the endpoint that is set') },
  options: OPTIONS,
  examples: [
    { line: 'webhook check', does: 'the endpoint that is set' },
    { line: 'webhook check https://next.example.com/ --skip-line-test', does: 'before it is set' },
    { line: 'webhook check --send-events --strict --format junit', does: 'all of it, for CI' },
  ],
  changes: 'line',
  needs: 'nothing',
  schemas: ['line-ops/webhook-check@1', 'line-ops/webhook-check-plan@1'],
  exits: {
    auth: 'LINE does not take the credentials that its part is asked with',
    findings: 'a check failed; with --strict also a warning',
  },
  docs: ['https://developers.line.biz/en/docs/messaging-api/receiving-messages/'],
  run: (session, { args: { url }, options }) => check(session, url ?? null, options),
});

async function check(session: Session, url: string | null, options: OptionValues<typeof OPTIONS>): Promise<void> {
  const { deps, terminal, globals } = session;
  // Whatever of the command line cannot be is told before anything is asked.
  formatOf(session, options);
  const extraCas = options.ca === undefined ? [] : await readCas(options.ca, deps);
  if (options.saveChain !== undefined) (await deps.outputFiles()).requireNew(options.saveChain);
  hidePassword(url, session);
  const channel = await checkedChannel(session, { isNeeded: url === null });
  if (globals.dryRun) return show(session, await plannedView(session, { url, channel, options }));

  const { examineWebhook } = await import('../../usecases/webhook/check/examine-webhook.js');
  if (terminal.canRedraw) terminal.redraw('Examining …');
  const examination = await examineWebhook(
    {
      url,
      ...channel,
      extraCas,
      depth: 'whole',
      lineTest:
        options.skipLineTest === true
          ? { skip: 'it was left out' }
          : {
              maySpend: (left) =>
                mayDo(session, globals.yes, `Spend one of the last ${left} tests that LINE makes this hour?`),
            },
      maySendEvents: () =>
        mayDo(
          session,
          options.sendEvents === true,
          'Send sample events, in standby, to this server? It is not on this computer.',
        ),
      errorWords: textOf,
      tell: (line) => {
        if (terminal.verbose) terminal.note(line);
      },
    },
    deps,
  ).finally(() => terminal.redraw(''));
  const { endpoint, active, results, chain, requests } = examination;
  if (options.saveChain !== undefined) await saveChain(session, options.saveChain, chain);
  await reportExamination(
    session,
    {
      schema: 'line-ops/webhook-check@1',
      name: 'webhook check',
      subject: { endpoint, active },
      title: endpoint ?? 'no endpoint',
      results,
    },
    options,
  ).finally(() => {
    if (0 < requests && formatOf(session, options) === 'pretty')
      terminal.note(`The server was called ${plural(requests, 'time')}, handshakes and bare connections among them.`);
  });
  sayNext(session, 'webhook check', {});
}

/** LINE refuses such a URL, and nobody else needs to read it. */
function hidePassword(url: string | null, { deps }: Session): void {
  const password = url !== null && URL.canParse(url) ? new URL(url).password : '';
  if (password !== '') deps.redactor.register(password);
}

/** Agreed on the line, or by a person; where nobody can be asked, not. */
async function mayDo({ terminal }: Session, isAgreed: boolean, question: string): Promise<boolean> {
  if (isAgreed) return true;
  if (!terminal.canAsk) return false;
  terminal.redraw('');
  return terminal.confirm(question);
}

async function saveChain(
  { deps, terminal }: Session,
  path: string,
  chain: readonly { readonly subject: string; readonly pem: string }[],
): Promise<void> {
  if (chain.length === 0)
    return terminal.warn(`warning: ${path} was not written: no chain leads to a CA that is trusted`);
  (await deps.outputFiles()).writeNew(
    path,
    chain.map(({ pem }) => (pem.endsWith('\n') ? pem : `${pem}\n`)),
  );
  terminal.note(`${path} holds the chain: ${chain.map(({ subject }) => subject).join(', ')}`);
}
