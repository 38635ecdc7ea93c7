import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccount, readSealingKey } from '@connect-token/account';
import { systemClock } from '@connect-token/lifecycle';
import { openStore } from '@connect-token/storage';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { run } from '../program.ts';

export const PRODUCTION = 'production0000000000000000';
export const SERVER = 'SERVERPRODUCTION0000000000';

export const ACCOUNT = `version: 1
account: { name: Acme }
vaults:
  - { name: Production, id: ${PRODUCTION} }
  - { name: Staging, id: staging0000000000000000000 }
  - { name: Twin, id: twinone0000000000000000000 }
  - { name: Twin, id: twintwo0000000000000000000 }
  - { name: Private, type: PERSONAL, id: private0000000000000000000 }
servers:
  - { name: Production, id: ${SERVER}, vaults: ['Production,r', Staging] }
people:
  - { name: ada@acme.example, id: ada00000000000000000000000 }
  - { name: linus@acme.example, id: linus000000000000000000000 }
groups:
  - { name: Owners, id: owners00000000000000000000, members: [ada@acme.example] }
  - { name: Platform, id: platform000000000000000000, members: [linus@acme.example] }
`;

/** What a command said, and how it ended. */
interface Said {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Who sits there: nobody, unless there are answers to give. */
interface Sitting {
  readonly answers?: readonly string[];
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly colour?: boolean;
  readonly cwd?: string;
}

/** A data directory with an account, and somewhere to run commands. */
export interface Desk {
  readonly path: string;
  readonly dataDir: string;
  connect(...words: readonly string[]): Promise<Said>;
  sitting(sitting: Sitting, ...words: readonly string[]): Promise<Said>;
  clear(): Promise<void>;
}

export async function openDesk(account = ACCOUNT): Promise<Desk> {
  const path = await mkdtemp(join(tmpdir(), 'connect-token-desk-'));
  const dataDir = join(path, 'data');
  await makeAccount(dataDir, account);
  const sitting = (who: Sitting, ...words: readonly string[]): Promise<Said> =>
    say(who, who.cwd ?? path, dataDir, words);
  return {
    path,
    dataDir,
    connect: (...words) => sitting({}, ...words),
    sitting,
    clear: () => rm(path, { recursive: true }),
  };
}

/** As the first `connect serve` makes it. */
async function makeAccount(dataDir: string, content: string): Promise<void> {
  await mkdir(dataDir, { mode: 0o700 });
  const [accountFile, key] = [join(dataDir, 'account.yaml'), join(dataDir, 'sealing.key')];
  await writeFile(accountFile, content, { mode: 0o600 });
  await writeFile(key, randomBytes(32).toString('base64'), { mode: 0o600 });
  const sealingKey = await readSealingKey({ path: key, env: {} });
  const store = await openStore({ directory: dataDir, clock: systemClock });
  if (!store.ok || !sealingKey.ok) throw new Error('the desk has no store');
  const parts = { store: store.value, clock: systemClock, accountFile, sealingKey: sealingKey.value };
  const made = await openAccount({ ...parts, allowEveryone: false });
  if (!made.ok) throw new Error(`the desk has no account: ${JSON.stringify(made.error)}`);
  await store.value.close();
}

async function say(who: Sitting, cwd: string, dataDir: string, words: readonly string[]): Promise<Said> {
  const { answers, input = '', env = {}, colour = false } = who;
  const left = [...(answers ?? [])];
  const stdout: string[] = [];
  const stderr: string[] = [];
  const io: Io = {
    stdout: { write: (text) => void stdout.push(text), colour, terminal: colour },
    stderr: { write: (text) => void stderr.push(text), colour, terminal: answers !== undefined },
    interactive: answers !== undefined,
    cwd,
    env: { CONNECT_TOKEN_DATA_DIR: dataDir, ...env },
    now: () => systemClock.now(),
    readInput: async () => ({ ok: true, value: input }),
    ask: async (question) => {
      stderr.push(question);
      return left.shift();
    },
    pause: async () => 'interrupted',
  };
  const code = await run(words, io);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
