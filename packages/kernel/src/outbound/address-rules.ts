import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * IPv4 networks that are not the public internet: the registry of special-purpose addresses (RFC 6890 and later),
 * multicast, and the one public address at which a cloud keeps its metadata.
 */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
];

/**
 * All that is public in IPv6 is in here, so loopback, unique local, link-local, multicast, NAT64 and IPv4 in IPv6 are out.
 */
const GLOBAL_IPV6 = ['2000::/3'];

/** Networks in there that are tunnels to IPv4 addresses (Teredo, 6to4), or nobody's. */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const specialIpv4 = networks(SPECIAL_IPV4);
const globalIpv6 = networks(GLOBAL_IPV6);
const specialIpv6 = networks(SPECIAL_IPV6);

/** `10.0.0.0/8`, `fd00::/8`, or one address. */
export function isNetwork(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    bits > 0 && rest.length === 0 && (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits))
  );
}

/** Which addresses the server may send to: public ones, and those of networks that the operator opened. */
export class AddressRules {
  private readonly opened: BlockList;

  constructor(openedNetworks: readonly string[]) {
    this.opened = networks(openedNetworks);
  }

  /** Takes addresses in the form in which a resolver gives them; anything else is refused. */
  allows(address: string): boolean {
    const family = familyOf(address);
    if (!family) return false;
    // A mapped address would be found in IPv4 networks, and is never needed.
    if (family === 'ipv6' && /^::ffff:/i.test(address)) return false;
    if (this.opened.check(address, family)) return true;
    if (family === 'ipv4') return !specialIpv4.check(address, family);
    return globalIpv6.check(address, family) && !specialIpv6.check(address, family);
  }
}

function networks(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', length] = text.split('/');
    const bits = isIPv6(address) ? 128 : 32;
    list.addSubnet(address, length === undefined ? bits : Number(length), bits === 128 ? 'ipv6' : 'ipv4');
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 4) return 'ipv4';
  // A zone (`fe80::1%eth0`) belongs to link-local addresses only.
  return version === 6 && !address.includes('%') ? 'ipv6' : undefined;
}
