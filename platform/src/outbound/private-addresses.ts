import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Addresses of special purpose (IANA registries, RFC 6890): this host, private
 * and link-local networks, clouds' metadata, multicast, reserved.
 */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');
/** All of IPv6 that is global unicast is in here. */
const GLOBAL_IPV6 = new BlockList();
GLOBAL_IPV6.addSubnet('2000::', 3, 'ipv6');
/** Parts of it that are not: tunnels to IPv4, documentation. */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6');

export const isPrivate = (address: string): boolean =>
  isIP(address) === 6
    ? !GLOBAL_IPV6.check(address, 'ipv6') || PRIVATE.check(address, 'ipv6')
    : PRIVATE.check(address);

/**
 * A name that resolves to a private address, even to one of several, is
 * refused: the connection goes to what was checked here.
 */
export const publicLookup =
  (resolver: typeof resolve = resolve): LookupFunction =>
  (hostname, options, callback) =>
    resolver(hostname, { ...options, all: true }, (err, addresses) => {
      const hidden = err
        ? undefined
        : addresses.find(({ address }) => isPrivate(address));
      const [first] = addresses;
      if (err) callback(err, []);
      else if (hidden)
        callback(
          new Error(
            `${hostname} resolves to ${hidden.address}, which is private`,
          ),
          [],
        );
      else if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
