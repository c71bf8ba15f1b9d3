import { isIpAddress, isLoopbackHost, isPrivateAddress } from '../../host/hosts.js';

/** Hosts whose addresses tell a name that leads to LINE by another way. @see https://developers.line.biz/en/reference/messaging-api/#domain-name */
export const LINE_API_HOSTS = ['api.line.me', 'api-data.line.me'];

/** Whether a host's own spelling says that it is near: this machine, or a private address. Null where only a look-up can tell. */
export function isNearHost(host: string): boolean | null {
  if (isLoopbackHost(host)) return true;
  return isIpAddress(host) ? isPrivateAddress(host) : null;
}
