import { doubtful, failing, passed, skipped, unknowable, type Verdict } from '../../examination/examination.js';
import { isLoopbackHost, isPrivateAddress } from '../../host/hosts.js';
import type { Observed } from './observations.js';

const NOT_LOOKED = 'the server was not looked for';

/** Whether the host's name leads anywhere. */
export function judgeLookup({ network, target }: Observed): Verdict {
  const host = hostOf(target.url);
  if (network === null) return skipped(NOT_LOOKED);
  const { lookup, proxy } = network;
  switch (lookup.type) {
    case 'address':
      return passed(`${host} is an address`);
    case 'found':
      return passed(`${host} is ${lookup.addresses.join(', ')}`);
    case 'missing':
      return proxy === null
        ? failing(
            `${host} has no address`,
            'Check the spelling, and that the name resolves in public DNS, not only inside your network.',
          )
        : unknowable(`${host} has no address here; the proxy ${proxy} looks it up`);
    case 'failed':
      return unknowable(`${host} could not be looked up: ${lookup.why}`, 'Check the name servers of this computer.');
  }
}

/** Whether LINE can get there at all. */
export function judgePublicAddress({ network, target }: Observed): Verdict {
  if (network === null) return skipped(NOT_LOOKED);
  const host = hostOf(target.url);
  const addresses = network.lookup.type === 'found' ? network.lookup.addresses : [host];
  const inner = addresses.find((address) => isPrivateAddress(address) || isLoopbackHost(address));
  if (inner !== undefined) {
    const named = inner === host ? host : `${inner}, which ${host} is here`;
    return doubtful(
      `LINE cannot reach ${named}`,
      'The rest was examined from this computer. For LINE, name a host that public DNS knows.',
    );
  }
  if (network.lookup.type === 'missing' || network.lookup.type === 'failed')
    return unknowable(`the addresses of ${host} are not known here`);
  return passed(addresses.join(', '));
}

/** Whether anything listens there. */
export function judgeConnection({ network, target }: Observed): Verdict {
  if (network === null) return skipped(NOT_LOOKED);
  const { connection, proxy, lookup } = network;
  const where = `port ${portOf(target.url)}`;
  const through = proxy === null ? '' : ` through the proxy ${proxy}`;
  switch (connection.type) {
    case 'open':
      return passed(`${where} of ${connection.address ?? hostOf(target.url)} is open${through}, ${connection.ms} ms`);
    case 'refused':
      return failing(
        `${where} does not answer${through}: ${connection.why}`,
        `Check that the server listens on that port. ${OPEN_TO_ALL}`,
      );
    case 'timeout':
      return failing(`${where} said nothing for ${connection.ms} ms${through}`, `Check firewalls. ${OPEN_TO_ALL}`);
    case 'prevented':
      return proxy === null && lookup.type === 'missing'
        ? skipped('not examined: there is no address')
        : unknowable(
            `no connection could be tried${through}: ${connection.why}`,
            'Check the network, and HTTPS_PROXY.',
          );
  }
}

const OPEN_TO_ALL = 'It must be open to the whole internet: LINE does not publish the addresses that it calls from.';

/** For people, and as `isLoopbackHost` wants it. */
function hostOf(url: string | null): string {
  return url !== null && URL.canParse(url) ? new URL(url).hostname : 'the host';
}

function portOf(url: string | null): string {
  if (url === null || !URL.canParse(url)) return 'of the server';
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'http:' ? '80' : '443') : port;
}
