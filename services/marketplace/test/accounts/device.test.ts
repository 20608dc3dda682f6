import { deviceName } from '../../src/accounts/device';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const KIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
  [
    `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0`,
    'Firefox on Linux',
  ],
  [`${MAC} ${KIT} Chrome/140.0 Safari/537.36`, 'Chrome on macOS'],
  [`${MAC} ${KIT} Chrome/140.0 Safari/537.36 Edg/140.0`, 'Edge on macOS'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari on iOS',
  ],
  [`Mozilla/5.0 (Linux; Android 15) ${KIT} Chrome/140.0`, 'Chrome on Android'],
  ['curl/8.5.0', 'an app'],
  ['<b>Win a prize</b> at evil.example', 'an app'],
  ['', 'an app'],
])('%s is shown as %s', (agent, name) => {
  expect(deviceName(agent)).toBe(name);
});
