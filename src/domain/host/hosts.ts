// Host names as `URL` writes them: in lower case, IPv6 in brackets and in its short form, and every way to write an IPv4
// address as four numbers.

/** Whether requests to this host certainly stay on this machine; a name with a dot is asked of a name server. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Whether the host names this machine, or whatever machine it is looked up on. @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return isLoopback(name) || name.endsWith('.localhost');
}

/** Whether the host is an address, and not a name. */
export function isIpAddress(host: string): boolean {
  return host.startsWith('[') || fourNumbers(host) !== null;
}

/**
 * Whether an address, in brackets or without, is one that the open internet does not lead to: this machine, private and
 * shared networks, link-local and multicast addresses.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/ and https://www.iana.org/assignments/iana-ipv6-special-registry/
 */
export function isPrivateAddress(address: string): boolean {
  const v4 = fourNumbers(address);
  if (v4 !== null) return isPrivateV4(v4);
  const v6 = address.replace(/^\[|\]$/g, '').toLowerCase();
  if (!v6.includes(':')) return false;
  const embedded = v4In(v6);
  if (embedded !== null) return isPrivateV4(embedded);
  return (
    v6 === '::' ||
    v6 === '::1' ||
    /^f[cd][0-9a-f]{2}:/.test(v6) ||
    /^fe[89ab][0-9a-f]:/.test(v6) ||
    /^ff[0-9a-f]{2}:/.test(v6)
  );
}

type V4 = readonly [number, number, number, number];

function fourNumbers(text: string): V4 | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  return [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4])];
}

/** The IPv4 address that an IPv6 address maps, in either way to write it. */
function v4In(v6: string): V4 | null {
  const [, dotted, high, low] = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/.exec(v6) ?? [];
  if (dotted !== undefined) return fourNumbers(dotted);
  if (high === undefined || low === undefined) return null;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255];
}

function isPrivateV4([a, b]: V4): boolean {
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    (a === 100 && 64 <= b && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && 16 <= b && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 198 && (b === 18 || b === 19)) ||
    224 <= a
  );
}
