import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { type Program, startProgram } from './processes.ts';

/** The broker and the Connect API as an operator runs them: `connect serve`, a process of its own, over files on disk. */
export interface Services {
  readonly brokerUrl: string;
  readonly connectUrl: string;
  /** The one whose ID tokens the broker accepts. */
  readonly issuer: Issuer;
  readonly serve: Program;
  close(): Promise<void>;
}

export interface ServicesOrder {
  /** A folder of the caller's, for the files and the database. */
  readonly directory: string;
  /** The text of an account file. */
  readonly account: string;
  /** The text of a trust policy. */
  readonly policy: string;
  /** The Connect servers that the policy grants. */
  readonly servers: readonly string[];
  /** As in the configuration file; unlimited where it is left out. */
  readonly plan?: 'unlimited' | { readonly metered: number };
  /** All of its environment; nothing where it is left out. */
  readonly env?: Readonly<Record<string, string>>;
}

const PROGRAM = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));
const READY_WITHIN_MS = 20_000;
const DRAIN_WITHIN_MS = 10_000;

/** Rejects, with what it printed, where `connect serve` doesn't come up; nothing is left running then. */
export async function startServices(order: ServicesOrder): Promise<Services> {
  const issuer = await startIssuer();
  const brokerUrl = `http://127.0.0.1:${await freePort()}`;
  const connectUrl = `http://127.0.0.1:${await freePort()}`;
  const config = await writeFiles(order, { brokerUrl, connectUrl, issuer: issuer.url });
  const serve = startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', PROGRAM, 'serve', '--config', config],
    env: order.env ?? {},
  });
  const close = async (): Promise<void> => {
    await serve.stop(DRAIN_WITHIN_MS);
    await issuer.close();
  };
  try {
    await serve.printed(/"msg":"serving"/, READY_WITHIN_MS);
  } catch (cause) {
    await close();
    throw cause;
  }
  return { brokerUrl, connectUrl, issuer, serve, close };
}

interface Addresses {
  readonly brokerUrl: string;
  readonly connectUrl: string;
  readonly issuer: string;
}

async function writeFiles(
  order: ServicesOrder,
  { brokerUrl, connectUrl, issuer }: Addresses,
): Promise<string> {
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(order.directory, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  await write('account.yaml', order.account);
  await write('policy.yaml', order.policy);
  await write('sealing.key', `${randomBytes(32).toString('base64')}\n`);
  const configuration = {
    public_url: brokerUrl,
    listen: new URL(brokerUrl).host,
    data_directory: 'data',
    issuers: [issuer],
    servers: order.servers.map((server) => ({ server, connect_url: connectUrl })),
    policy: 'policy.yaml',
    plan: order.plan ?? 'unlimited',
    account: { file: 'account.yaml', sealing_key_file: 'sealing.key' },
    connect: { listen: new URL(connectUrl).host },
  };
  // JSON is YAML as well.
  return write('connect-token.yaml', JSON.stringify(configuration, null, 2));
}
