import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '@connect-token/protocol/files';
import { parseDocument } from 'yaml';
import { EXAMPLE_CONFIG } from './paths.ts';

/** Where the stack runs; everything else is as the example has it. */
export interface Place {
  /** Holds the configuration, the sealing key and, in `data`, the database. */
  readonly directory: string;
  readonly brokerPort: number;
  readonly connectPort: number;
  readonly issuer: string;
  /** Settings beside the example's, or instead of them, for this issuer. */
  readonly settings?: (issuer: string) => Readonly<Record<string, unknown>>;
  readonly logLevel?: Config['logLevel'];
}

export interface Written {
  readonly path: string;
  readonly brokerUrl: string;
  readonly connectUrl: string;
}

/** Writes the example configuration for a place on loopback, and a sealing key where there is none yet. */
export async function writeConfiguration(place: Place): Promise<Written> {
  const document = parseDocument(await readFile(EXAMPLE_CONFIG, 'utf8'));
  const example = document.toJS() as ExampleConfig;
  const besideExample = (path: string): string => resolve(dirname(EXAMPLE_CONFIG), path);
  const brokerUrl = `http://127.0.0.1:${place.brokerPort}`;
  const connectUrl = `http://127.0.0.1:${place.connectPort}`;
  const keyPath = join(place.directory, 'sealing.key');

  document.setIn(['public_url'], brokerUrl);
  document.setIn(['listen'], `127.0.0.1:${place.brokerPort}`);
  document.setIn(['data_directory'], join(place.directory, 'data'));
  document.setIn(['issuers'], [place.issuer]);
  document.setIn(
    ['servers'],
    example.servers.map(({ server }) => ({ server, connect_url: connectUrl })),
  );
  document.setIn(['policy'], besideExample(example.policy));
  document.setIn(['account', 'file'], besideExample(example.account.file));
  document.setIn(['account', 'sealing_key_file'], keyPath);
  document.setIn(['connect', 'listen'], `127.0.0.1:${place.connectPort}`);
  for (const [key, value] of Object.entries(place.settings?.(place.issuer) ?? {}))
    document.setIn([key], value);
  if (place.logLevel !== undefined) document.setIn(['log_level'], place.logLevel);

  await writeKeyOnce(keyPath);
  const path = join(place.directory, 'connect-token.yaml');
  await writeFile(path, document.toString(), { mode: 0o600 });
  return { path, brokerUrl, connectUrl };
}

interface ExampleConfig {
  readonly servers: readonly { readonly server: string }[];
  readonly policy: string;
  readonly account: { readonly file: string };
}

/** A new key would make a kept data directory unreadable. */
async function writeKeyOnce(path: string): Promise<void> {
  if (await stat(path).catch(() => null)) return;
  await writeFile(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
}
