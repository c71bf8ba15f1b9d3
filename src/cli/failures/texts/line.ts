import type { LINE_FAILURES } from '../../../domain/failure/codes/line.js';
import type { Carried } from '../../../domain/failure/facts.js';
import { shown } from '../../../domain/text/shown.js';
import { nothingSent, resume, stopped } from '../stopped.js';
import { strangerWords } from '../strangers.js';
import { type Catalogue, each } from '../text.js';

export const LINE_TEXTS = {
  INVALID_API_URL: each({
    noUrl: ({ variable, example }) => ({
      message: `${variable} is not a URL`,
      hint: `Set it to something like ${example}, or unset it.`,
    }),
    notPlain: ({ variable }) => ({
      message: `${variable} must be a plain host address`,
      hint: 'Remove user name, query and fragment.',
    }),
  }),
  INSECURE_API_URL: ({ variable }) => ({
    message: `${variable} must use https: tokens would travel in the clear`,
    hint: 'Plain http is accepted for 127.0.0.1, [::1] and localhost only.',
  }),
  LINE_ANSWER_UNREADABLE: ({ what }) => ({
    message: `LINE's answer does not hold "${what}" in the documented form`,
    hint: 'Check LINE_OPS_API_URL, and https://api.line-status.info/ for an incident; then try again.',
  }),
  LINE_NOT_REACHABLE: each({
    ofLine: ({ doing, why }) => ({
      message: `could not ${doing}: ${why}`,
      hint: 'Check the network and https://api.line-status.info/, then try again.',
    }),
    stopped: ({ id, why }) => ({
      message: stopped({ id, why }),
      hint: `Check https://api.line-status.info/, then: ${resume(id)} (--keep-trying 1h waits longer for LINE)`,
    }),
    push: ({ id, why }) => ({
      message: nothingSent(why),
      hint: `Check the network and https://api.line-status.info/, then: ${resume(id)}`,
    }),
  }),
  LINE_FAILED: ({ doing, status }) => ({
    message: `could not ${doing}: LINE answered ${status}`,
    hint: 'See https://api.line-status.info/ and try again.',
  }),
  ANSWER_NOT_FROM_LINE: ({ doing, status }) => ({
    message: `could not ${doing}: the answer (${status}) is not one of LINE's`,
    hint: 'Something between here and LINE answers for it: check HTTPS_PROXY and LINE_OPS_API_URL.',
  }),
  RATE_LIMITED: each({
    stopped: ({ id, why }) => ({
      message: stopped({ id, why }),
      hint: `Resume later, perhaps with fewer systems sending at once: ${resume(id)}`,
    }),
    push: ({ id, why }) => ({
      message: nothingSent(why),
      hint: `Later, perhaps with fewer systems sending at once: ${resume(id)}`,
    }),
    ofLine: ({ doing, status, answer }) => ({
      message: `could not ${doing}: LINE answered ${status}, ${answer}`,
      hint: 'Wait a minute and try again.',
    }),
  }),
  INSIGHT_USED_UP: ({ left, open }) => ({
    message: `LINE takes 60 questions about statistics an hour, and ${left} of them were left for ${open}`,
    hint: 'What was heard is kept. Ask again within the hour for the rest.',
  }),
  CREDENTIALS_REFUSED: ({ doing, status, answer, carried }) => ({
    message: `could not ${doing}: LINE answered ${status}, ${answer}`,
    hint: credentialHint(carried, status),
  }),
  NOT_AVAILABLE_FOR_ACCOUNT: ({ doing, status, answer }) => ({
    message: `could not ${doing}: LINE answered ${status}, ${answer}`,
    hint: 'This account type or plan does not have that API.',
  }),
  LINE_REFUSED: each({
    stopped: ({ next, ...facts }) => ({ message: stopped(facts), hint: next }),
    push: ({ why }) => ({
      message: nothingSent(why),
      hint: 'The user ID must belong to this channel, and the message must be valid; check it with: line-ops message validate --remote',
    }),
    request: ({ doing, status, answer }) => ({
      message: `could not ${doing}: LINE answered ${status}, ${answer}`,
      hint: 'Fix what LINE names and run the command again.',
    }),
  }),
  INVALID_API_METHOD: ({ text }) => ({
    message: `"${shown(text)}" is not a method of LINE's API`,
    hint: 'Use GET, POST, PUT or DELETE.',
  }),
  INVALID_API_PATH: each({
    otherHost: ({ text }) => ({
      message: `"${shown(text)}" is not on LINE's hosts: the token goes nowhere else`,
      hint: 'Give the path alone, such as /v2/bot/info. Another host is set with LINE_OPS_API_URL.',
    }),
    fragment: ({ text }) => ({
      message: `"${shown(text)}" has a "#", which no request carries`,
      hint: 'Write %23 where a parameter holds one.',
    }),
    path: ({ text }) => ({
      message: `"${shown(text)}" is not a path as LINE writes it`,
      hint: 'One slash between names, none at the end, no dots and no escapes before the question mark, as in /v2/bot/followers/ids?limit=10',
    }),
  }),
  TOKEN_ENDPOINT: ({ path }) => ({
    message: `${path} is about credentials: it would carry secrets, and what it issues would be known to no ledger`,
    hint: 'Use: line-ops token issue, token list, token verify or token revoke',
  }),
  SEND_WITHOUT_KEY: ({ path }) => ({
    message: `${shown(path)} sends messages, which cannot be taken back`,
    hint: 'Use line-ops broadcast send, or line-ops message push for one person. With --retry-key <uuid> this request is made once, and may be repeated within 24 hours.',
  }),
  RETRY_KEY_NOT_TAKEN: ({ path }) => ({
    message: `LINE takes no retry key at ${path}`,
    hint: 'Leave --retry-key out: it is for push, multicast, narrowcast and broadcast, written as LINE writes them.',
  }),
  INVALID_API_DATA: ({ source, at }) => ({
    message:
      at === null
        ? `${source} is neither JSON nor a JPEG or PNG image`
        : `${source} is not JSON: line ${at.line}, column ${at.column}: ${at.problem}`,
    hint: 'LINE takes JSON, and images for rich menus. Lists of users for an audience go as JSON, too.',
  }),
  NOT_FOR_TERMINAL: ({ contentType }) => ({
    message: `the answer is ${contentType}, which a terminal cannot show`,
    hint: 'Send it to a file: add > file',
  }),
  NOT_FOR_JSON: ({ contentType }) => ({
    message: `the answer is ${contentType}, and no part of a JSON document`,
    hint: 'Leave --json out, and send the answer to a file: add > file',
  }),
  ANSWER_NOT_TAKEN: ({ method, path, why }) => ({
    message: `LINE did ${method} ${path}, and stdout did not take the answer: ${why}`,
    hint: 'Do not make the request again. What it made can be listed with a GET; the request log has the request ID: line-ops log list',
  }),
  PAGE_REPEATED: ({ path, pages }) => ({
    message: `${path} answered the same page again after ${pages}: it would never end`,
    hint: 'What was printed holds doubles. Check https://api.line-status.info/, and begin again.',
  }),
  API_SEND_UNKNOWN: ({ path, why, command, takesStdin }) => ({
    message: `nobody can tell whether LINE took the request to ${path}: ${why}`,
    hint: `Within 24 hours, which sends nothing twice${takesStdin ? ', with the same bytes on stdin' : ''}: ${command}`,
  }),
  RETRY_KEY_OF_ANOTHER: each({
    known: () => ({
      message: 'another request was made under this retry key; this one was not',
      hint: 'Give every request a key of its own, such as: uuidgen',
    }),
    byLine: () => ({
      message: 'LINE accepted an earlier request under this key; this one was not sent',
      hint: 'If that was this very request, made elsewhere, all is done. If not, use another key.',
    }),
  }),
  RETRY_KEY_FORGOTTEN: ({ since }) => ({
    message: `this request was made under this key at ${since}, which LINE has forgotten by now: it would be sent again`,
    hint: 'Nothing was sent. Find out whether it arrived: line-ops log list. Only then use a new key.',
  }),
  CLOCK_SKEW: ({ doing, status, answer, difference }) => ({
    message: `could not ${doing}: LINE answered ${status}, ${answer}; the clock of this computer is ${difference}`,
    hint: 'An assertion is good for minutes only. Set the clock (timedatectl set-ntp true), and run the command again.',
  }),
  INVALID_ASSERTION_KEY: each({
    notUsable: ({ where }) => ({
      message: `${where} is not a usable RSA key`,
      hint: 'Make one with: line-ops key generate',
    }),
    otherKey: ({ where, type, bits, wantedBits }) => ({
      message: `${where} is ${type ?? 'a key'} of ${bits ?? 'unknown'} bits, LINE takes RSA of ${wantedBits} bits`,
      hint: 'Make one with: line-ops key generate',
    }),
    damaged: ({ where }) => ({
      message: `the parts of ${where} do not fit together: the file is damaged`,
      hint: 'Make one with: line-ops key generate',
    }),
    pem: ({ where }) => ({
      message: `${where} is in PEM form, LINE works with JWK`,
      hint: 'Convert it to a JWK, or make a new one with: line-ops key generate',
    }),
    publicKey: ({ where }) => ({
      message: `${where} is a public key`,
      hint: 'Give the private JWK, the one that holds "d".',
    }),
    noNumber: ({ where, name, stranger }) => ({
      message: `"${name}" of ${where} is no number: ${strangerWords(stranger)}`,
      hint: 'Copy the file again; what is pasted through a chat or a text program may be changed.',
    }),
    notAJwk: ({ where }) => ({ message: `${where} is not a JWK`, hint: 'Make one with: line-ops key generate' }),
    jwkSet: ({ where, hasNone }) => ({
      message: `${where} is a JWK set with ${hasNone ? 'no' : 'more than one'} private key`,
      hint: 'Give the one private JWK whose public half is registered.',
    }),
    notJson: ({ where, stranger }) => ({
      message: `${where} is not JSON${stranger === null ? '' : `: ${strangerWords(stranger)}`}`,
      hint: 'Give the private JWK that "line-ops key generate" stored or wrote.',
    }),
  }),
} satisfies Catalogue<keyof typeof LINE_FAILURES>;

function credentialHint(carried: Carried, status: number): string {
  switch (carried) {
    case 'the channel ID and the channel secret':
      return 'Compare channel ID and channel secret with the Basic settings tab of the LINE Developers Console.';
    case 'the assertion':
      return status === 404
        ? 'Compare channel ID and key ID with the Basic settings tab of the LINE Developers Console: the key must be registered for this channel.'
        : "Compare with the Basic settings tab of the LINE Developers Console: the key ID must be of this channel ID, and the private key's public half the one that is registered under that key ID.";
    case 'the token':
      return 'Ask LINE about the token with: line-ops token verify';
  }
}
