import { isPrivate } from '../../src/outbound/private-addresses';

it.each([
  '10.1.2.3',
  '127.0.0.2',
  '169.254.169.254',
  '172.31.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  'fc00::1',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2002:a00:1::1',
  '64:ff9b::a00:1',
])('%s is private', (address) => {
  expect(isPrivate(address)).toBe(true);
});

it.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '2606:4700::1111'])(
  '%s is public',
  (address) => {
    expect(isPrivate(address)).toBe(false);
  },
);
