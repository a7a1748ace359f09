import { BlockList, isIP } from 'node:net';

/** Whether an address is one of those listed, or in one of the networks listed. */
export type HasAddress = (address: string) => boolean;

/** @throws {Error} that says what was wanted, for an entry that is neither an address nor a network */
export function parseAddressList(entries: readonly string[]): HasAddress {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits, more] = entry.split('/');
    const version = isIP(address);
    const isNetwork = bits !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
    if (version === 0 || more !== undefined || (bits !== undefined && !isNetwork)) {
      throw new Error('wanted addresses or networks such as 10.0.0.0/8, separated by commas');
    }
    if (isNetwork) list.addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6');
    else list.addAddress(address, version === 4 ? 'ipv4' : 'ipv6');
  }
  return (address) => {
    const plain = withoutV4Prefix(address);
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}

/** An IPv4 address that came over an IPv6 socket, as itself. */
function withoutV4Prefix(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

/**
 * What limits count for an address: itself, or its /64 for IPv6, of which one household has 2^64 addresses.
 * @param address undefined for a client that has hung up, who has no address any more: all of them are counted as one
 */
export function toLimitKey(address: string | undefined): string {
  if (address === undefined) return 'gone';
  const plain = withoutV4Prefix(address);
  if (isIP(plain) !== 6) return plain;
  const [head = '', tail = ''] = (plain.split('%')[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === '' ? [] : tail.split(':');
  const all = plain.includes('::') ? [...groups, ...Array(8 - groups.length - rest.length).fill('0'), ...rest] : groups;
  return `${all.slice(0, 4).join(':')}::/64`;
}
