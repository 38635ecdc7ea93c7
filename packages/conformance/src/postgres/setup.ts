import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test asks for the address of the run's PostgreSQL desk. */
    readonly postgresDoor: string;
  }
}

const PROGRAM = fileURLToPath(new URL('program.ts', import.meta.url));

let desk: Promise<{ readonly child: ChildProcess; readonly address: string }> | undefined;
let door: Server | undefined;

/**
 * One PostgreSQL for a whole run of tests, started when the first test asks for it: runs that need none don't wait for one. It outlives
 * every worker, and ends with this process.
 */
export async function setup(project: TestProject): Promise<void> {
  const opened = createServer((_request, response) => {
    desk ??= open();
    desk.then(
      ({ address }) => response.end(address),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  door = opened;
  opened.listen(0, '127.0.0.1');
  await once(opened, 'listening');
  project.provide('postgresDoor', `http://127.0.0.1:${(opened.address() as AddressInfo).port}`);
}

export async function teardown(): Promise<void> {
  door?.close();
  if (desk === undefined) return;
  const { child } = await desk;
  const gone = once(child, 'exit');
  child.stdin?.end();
  await gone;
}

async function open(): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const child = spawn(process.execPath, ['--conditions=ct-src', PROGRAM], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the PostgreSQL of the tests did not start');
  });
  const [address] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
  ended.catch(() => {});
  return { child, address };
}
