import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { listFiles, readText } from './repository.ts';

const GUIDE = readText('docs/deploy.md');

describe('the systemd unit', () => {
  const UNIT = readText('deploy/connect-token.service');
  const valuesOf = (directive: string): readonly string[] =>
    [...UNIT.matchAll(new RegExp(`^${directive}=(.*)$`, 'gm'))].map(([, value]) => value ?? '');

  test.each([
    ['LimitCORE', '0'],
    ['NoNewPrivileges', 'true'],
    ['ProtectSystem', 'strict'],
    ['ProtectHome', 'true'],
    ['PrivateTmp', 'true'],
    ['CapabilityBoundingSet', ''],
    ['RestrictAddressFamilies', 'AF_INET AF_INET6 AF_UNIX'],
    ['UMask', '0077'],
    ['User', 'connect-token'],
    ['StateDirectoryMode', '0700'],
  ])('has %s=%s', (directive, value) => {
    expect(valuesOf(directive)).toEqual([value]);
  });

  test('keeps the database where the example configuration has it', () => {
    const { data_directory } = parse(readText('examples/acme/connect-token.yaml'));
    expect(valuesOf('StateDirectory').map((name) => `/var/lib/${name}`)).toEqual([data_directory]);
  });

  test('gives a drain the time that it may take', () => {
    const drainMs = Number(
      /DRAIN_MAX_MS = ([\d_]+)/.exec(readText('packages/cli/src/serve/run.ts'))?.[1]?.replace('_', ''),
    );
    expect(Number(valuesOf('TimeoutStopSec')[0]) * 1000).toBeGreaterThan(drainMs);
  });

  test.skipIf(!existsSync('/usr/bin/systemd-analyze'))(
    'is one that systemd understands (where it is installed)',
    () => {
      const verify = (): string =>
        execFileSync('sh', ['-c', 'systemd-analyze verify deploy/connect-token.service 2>&1 || true'], {
          cwd: new URL('../../..', import.meta.url),
          encoding: 'utf8',
        });
      // That the command isn't installed on this machine is no fault of the unit.
      const complaints = verify()
        .split('\n')
        .filter((line) => line.includes('connect-token.service') && !line.includes('is not executable'));
      expect(complaints).toEqual([]);
    },
  );
});

describe('the image', () => {
  const IMAGE = readText('deploy/Containerfile');

  test('does not run as root, and takes the package that a test installs', () => {
    expect(IMAGE).toMatch(/^USER 65532:65532$/m);
    expect(IMAGE).toMatch(/node scripts\/pack\.mjs/);
    expect(IMAGE.match(/^FROM .*$/gm)).toHaveLength(2);
  });

  test('is built by CI', () => {
    const workflows = listFiles('.github/workflows/*.yml').map((path) => readText(path));
    expect(workflows.some((text) => text.includes('deploy/Containerfile'))).toBe(true);
  });

  test('is not built from keys or databases that lie around', () => {
    const ignored = readText('deploy/Containerfile.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.connect-token', '**/*.key', '**/node_modules']));
  });
});

test('every file of deploy/ is explained in docs/deploy.md', () => {
  const files = listFiles('deploy/*').filter((path) => !path.endsWith('.dockerignore'));
  expect(files.length).toBeGreaterThan(0);
  for (const path of files) expect(GUIDE).toContain(`](../${path})`);
});
