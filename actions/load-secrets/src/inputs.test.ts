import { describe, expect, test } from 'vitest';
import { envFiles, parseInputs } from './inputs.ts';

const parse = (inputs: Record<string, string>, loads = true) =>
  parseInputs((name) => inputs[name] ?? '', { loads });

const LEAST = { 'broker-url': 'https://broker.acme.example' };

describe('the inputs of a step that loads secrets', () => {
  test('need a broker, and have a default for the rest', () => {
    expect(parse(LEAST)).toEqual({
      ok: true,
      value: {
        desk: {
          brokerUrl: 'https://broker.acme.example',
          server: undefined,
          lifetime: 300,
          audience: 'https://broker.acme.example',
          connectHost: undefined,
          waitForCredits: 0,
        },
        as: 'outputs',
        unsetPrevious: false,
      },
    });
  });

  test('need none where nothing is loaded', () => {
    expect(parse({ 'unset-previous': 'true' }, false)).toEqual({
      ok: true,
      value: { desk: undefined, as: 'outputs', unsetPrevious: true },
    });
  });

  test('are refused all at once', () => {
    const parsed = parse({
      'broker-url': 'http://broker.example',
      server: 'a\nb',
      'expires-in': 'soon',
      audience: 'a\nb',
      'connect-host': 'connect',
      'wait-for-credits': '11m',
      'export-env': 'TRUE',
      'unset-previous': '1',
    });
    expect(parsed.ok ? [] : parsed.error.map(({ input, failure }) => `${input} ${failure.code}`)).toEqual([
      'broker-url URL_INSECURE',
      'server INPUT_INVALID',
      'expires-in DURATION_MALFORMED',
      'audience INPUT_INVALID',
      'connect-host URL_INSECURE',
      'wait-for-credits INPUT_INVALID',
      'export-env INPUT_INVALID',
      'unset-previous INPUT_INVALID',
    ]);
  });

  test('a broker that is named is checked also where nothing is loaded', () => {
    expect(parse({ 'broker-url': 'http://broker.example' }, false).ok).toBe(false);
  });
});

test('env files are lines, each once, and the variable’s is the last', () => {
  expect(envFiles(' a.env \n\n b.env', 'a.env')).toEqual(['a.env', 'b.env']);
  expect(envFiles('', './c.env')).toEqual(['./c.env']);
  expect(envFiles('', undefined)).toEqual([]);
});
