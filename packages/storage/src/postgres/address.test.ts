import { secret } from '@connect-token/core';
import { expect, test } from 'vitest';
import { parseAddress } from './address.ts';

const parse = (url: string) => parseAddress(secret(url));

test('a URL says where, as whom and which database; its label has neither user nor password', () => {
  expect(parse('postgres://br%40ker:p%3Ass@127.0.0.1/connect')).toEqual({
    ok: true,
    value: {
      label: 'postgres://127.0.0.1:5432/connect',
      login: {
        host: '127.0.0.1',
        port: 5432,
        user: 'br@ker',
        password: 'p:ss',
        database: 'connect',
        ssl: false,
      },
    },
  });
});

test('what the URL leaves out is left to the environment', () => {
  expect(parse('postgresql://localhost:6000/connect')).toMatchObject({
    value: { login: expect.not.objectContaining({ user: expect.anything() }) },
  });
});

test.each([
  ['postgres://[::1]:5432/connect', '::1'],
  ['postgres:///connect?host=/run/postgresql', '/run/postgresql'],
  ['postgres://localhost/connect', 'localhost'],
])('`%s` is on this machine, and needs no TLS', (url, host) => {
  expect(parse(url)).toMatchObject({ ok: true, value: { login: { host, ssl: false } } });
});

test.each(['require', 'verify-full'])(
  'with `sslmode=%s` the certificate and its name are verified',
  (mode) => {
    const parsed = parse(`postgres://db.acme.example/connect?sslmode=${mode}`);
    expect(parsed).toMatchObject({ ok: true, value: { login: { ssl: { rejectUnauthorized: true } } } });
    expect(parsed.ok && parsed.value.login.ssl).not.toHaveProperty('checkServerIdentity');
  },
);

test('with `sslmode=verify-ca` the certificate is verified, and any name taken', () => {
  const parsed = parse('postgres://db.acme.example/connect?sslmode=verify-ca');
  expect(parsed).toMatchObject({
    value: { login: { ssl: { rejectUnauthorized: true, checkServerIdentity: expect.any(Function) } } },
  });
});

test.each([
  ['connect', 'it is not a URL such as `postgres://user@host:5432/database`'],
  ['mysql://u:sesame@localhost/connect', 'its URL does not begin with `postgres://`'],
  ['postgres://u:sesame@localhost', 'its URL names no database'],
  ['postgres:///connect', 'its URL names no host'],
  [
    'postgres://u:sesame@db.acme.example/connect',
    'its URL needs `sslmode=verify-full`, or `sslmode=disable` where nobody else is on the way',
  ],
  [
    'postgres://u:sesame@localhost/connect?sslmode=prefer',
    "its URL's `sslmode` is none of `disable`, `require`, `verify-ca`, `verify-full`",
  ],
  [
    'postgres://u:sesame@localhost/connect?options=-c',
    'its URL has a parameter that is none of `host`, `sslmode`, `sslrootcert`, `sslcert`, `sslkey`',
  ],
  [
    'postgres://u:sesame@localhost/connect?sslmode=require&sslrootcert=/nowhere/ca.pem',
    'a certificate file that its URL names can not be read',
  ],
])('`%s` is refused, without its password', (url, problem) => {
  expect(parse(url)).toEqual({ ok: false, error: problem });
  expect(problem).not.toContain('sesame');
});
