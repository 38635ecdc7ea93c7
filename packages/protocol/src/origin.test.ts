import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLoopback, isSecure, secureOrigin } from './origin.ts';

describe('an origin', () => {
  test.each([
    ['https://broker.acme.example', 'https://broker.acme.example'],
    ['https://broker.acme.example/', 'https://broker.acme.example'],
    ['https://broker.acme.example:8443', 'https://broker.acme.example:8443'],
    ['https://broker.acme.example:443', 'https://broker.acme.example'],
    ['HTTPS://Broker.Acme.Example', 'https://broker.acme.example'],
    ['https://xn--brker-jua.example', 'https://xn--brker-jua.example'],
    ['https://10.0.0.1', 'https://10.0.0.1'],
    ['https://[2001:db8::1]:8443/', 'https://[2001:db8::1]:8443'],
    ['http://localhost', 'http://localhost'],
    ['http://localhost:8300/', 'http://localhost:8300'],
    ['HTTP://LOCALHOST:8300', 'http://localhost:8300'],
    ['http://127.0.0.1:8300', 'http://127.0.0.1:8300'],
    ['http://127.255.255.254', 'http://127.255.255.254'],
    ['http://[::1]:8300', 'http://[::1]:8300'],
    ['http://[0:0:0:0:0:0:0:1]', 'http://[::1]'],
    // Other spellings of 127.0.0.1, which come back as what they are.
    ['http://127.1', 'http://127.0.0.1'],
    ['http://2130706433', 'http://127.0.0.1'],
  ])('`%s` is `%s`', (text, origin) => {
    expect(secureOrigin(text)).toBe(origin);
  });

  test.each([
    ['nothing', ''],
    ['no scheme', 'broker.acme.example'],
    ['a scheme only', 'https://'],
    ['a path', 'https://broker.acme.example/sts'],
    ['a path of a dot', 'https://broker.acme.example/.'],
    ['two slashes', 'https://broker.acme.example//'],
    ['a query', 'https://broker.acme.example?x=1'],
    ['an empty query', 'https://broker.acme.example?'],
    ['a fragment', 'https://broker.acme.example#x'],
    ['an empty fragment', 'https://broker.acme.example#'],
    ['a user', 'https://broker.acme.example@evil.example'],
    ['an empty user', 'https://@broker.acme.example'],
    ['a user and a password', 'https://a:b@broker.acme.example'],
    ['one slash', 'https:/broker.acme.example'],
    ['no slash', 'https:broker.acme.example'],
    ['backslashes', 'https:\\\\broker.acme.example'],
    ['a backslash after the host', 'https://broker.acme.example\\@evil.example'],
    ['a space before', ' https://broker.acme.example'],
    ['a space after', 'https://broker.acme.example '],
    ['a line end', 'https://broker.acme.example\n'],
    ['a tab within', 'https://broker.ac\tme.example'],
    ['letters of another script', 'https://brokеr.acme.example'],
    ['fullwidth letters', 'https://ｂroker.acme.example'],
    ['an umlaut', 'https://bröker.example'],
    ['an escape', 'https://broker%2eacme.example'],
    ['a port out of range', 'https://broker.acme.example:65536'],
    ['a port that is none', 'https://broker.acme.example:x'],
    ['http', 'http://broker.acme.example'],
    ['a host that begins like loopback', 'http://localhost.evil'],
    ['a host that begins like a loopback address', 'http://127.0.0.1.evil'],
    ['a name of 127', 'http://127.evil.example'],
    ['a host that ends like loopback', 'http://evil.localhost'],
    ['localhost with a dot', 'http://localhost.'],
    ['loopback as a user', 'http://localhost@evil.example'],
    ['loopback as a user with a port', 'http://127.0.0.1:80@evil.example'],
    ['an escaped localhost', 'http://loc%61lhost'],
    ['all interfaces', 'http://0.0.0.0'],
    ['all interfaces of IPv6', 'http://[::]'],
    ['loopback mapped into IPv6', 'http://[::ffff:127.0.0.1]'],
    ['a private address', 'http://10.0.0.1'],
    ['a neighbour of loopback', 'http://128.0.0.1'],
    ['another scheme', 'ftp://localhost'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
  ])('%s is none: %j', (_, text) => {
    expect(secureOrigin(text)).toBeNull();
  });

  test('comes back as what it was, however often it is read', () => {
    const host = fc.stringMatching(/^[A-Za-z0-9.\-[\]:@/?#\\%]{1,20}$/);
    fc.assert(
      fc.property(fc.constantFrom('https://', 'http://', 'HTTP://'), host, (scheme, rest) => {
        const origin = secureOrigin(scheme + rest);
        if (origin === null) return;
        expect(secureOrigin(origin)).toBe(origin);
        expect(new URL(scheme + rest).origin).toBe(origin);
        if (!origin.startsWith('https:')) expect(isLoopback(new URL(origin).hostname)).toBe(true);
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['[::1]', true],
  ['::1', false],
  ['127.0.0', false],
  ['127.0.0.1.1', false],
  ['x127.0.0.1', false],
  ['localhost.', false],
  ['LOCALHOST', false],
  ['', false],
])('the host `%s` can only be this machine: %s', (host, answer) => {
  expect(isLoopback(host)).toBe(answer);
});

test.each([
  ['https://api.github.example/api/v3', true],
  ['http://127.0.0.1:8300/a?b', true],
  ['http://[::1]/', true],
  ['http://api.github.example', false],
  ['http://localhost.evil/', false],
  ['ftp://localhost/', false],
  ['ws://localhost/', false],
])('`%s` is read by nobody on the way: %s', (url, answer) => {
  expect(isSecure(new URL(url))).toBe(answer);
});
