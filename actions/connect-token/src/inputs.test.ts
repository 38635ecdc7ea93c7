import { describe, expect, test } from 'vitest';
import { parseInputs } from './inputs.ts';

const GOOD: Readonly<Record<string, string>> = {
  'broker-url': 'https://broker.acme.example',
  vaults: 'Production,r',
  'expires-in': '15m',
  'export-env': 'false',
};

const parse = (more: Readonly<Record<string, string>> = {}) =>
  parseInputs((name) => ({ ...GOOD, ...more })[name] ?? '');

describe('inputs', () => {
  test('are parsed once: the broker is the audience, the broker says the host', () => {
    expect(parse()).toEqual({
      ok: true,
      value: {
        brokerUrl: 'https://broker.acme.example',
        request: {
          server: undefined,
          scope: [{ vault: 'Production', access: 'r', line: 1 }],
          lifetime: 900,
        },
        audience: 'https://broker.acme.example',
        connectHost: undefined,
        exportEnv: false,
      },
    });
  });

  test('that are empty count as left out, as when a workflow passes an empty input on', () => {
    const empty = { server: '', audience: ' ', 'connect-host': '', 'expires-in': '', 'export-env': '' };
    expect(parse(empty)).toEqual(parse());
  });

  test('lose the space around them, and a slash after an origin', () => {
    expect(parse({ 'broker-url': ' https://broker.acme.example/ \n', 'export-env': 'true ' })).toMatchObject({
      value: { brokerUrl: 'https://broker.acme.example', exportEnv: true },
    });
  });

  test('count the lines of `vaults` as they were written, blank ones too', () => {
    expect(parse({ vaults: '\n\nProduction:r\n' })).toMatchObject({
      error: [{ code: 'VAULT_LINE_MALFORMED', line: 3, suggestion: 'Production,r' }],
    });
  });

  test.each([
    'http://broker.acme.example',
    'https://broker.acme.example/path',
    'https://user@broker.acme.example',
    'https://broker.acme.example?x',
    'broker.acme.example',
    'file:///etc/passwd',
  ])('refuse the broker URL `%s`', (url) => {
    expect(parse({ 'broker-url': url })).toMatchObject({ error: [{ code: 'URL_INSECURE', url }] });
    expect(parse({ 'connect-host': url })).toMatchObject({ error: [{ code: 'URL_INSECURE', url }] });
  });

  test.each(['http://127.0.0.1:8300', 'http://localhost:8300', 'http://[::1]:8300'])(
    'take loopback `%s`',
    (url) => {
      expect(parse({ 'broker-url': url })).toMatchObject({ ok: true });
    },
  );

  test.each(['True', 'TRUE', 'yes', '1', 'on'])('take `%s` for no boolean', (text) => {
    expect(parse({ 'export-env': text })).toMatchObject({ error: [{ code: 'INPUT_INVALID', given: text }] });
  });

  test('take an audience of 1,024 characters, and not of one more', () => {
    expect(parse({ audience: 'a'.repeat(1_024) })).toMatchObject({ ok: true });
    expect(parse({ audience: 'a'.repeat(1_025) })).toMatchObject({ error: [{ code: 'INPUT_INVALID' }] });
  });
});
