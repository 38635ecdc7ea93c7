import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ok } from '@connect-token/core';
import type { Issuer } from '@connect-token/testkit';
import type { Body, Life } from '../body.ts';
import { readOver } from '../reader.ts';
import { pause } from './fast-time.ts';
import { stsClient } from './sts.ts';
import type { Asked, Birth, Told } from './talk.ts';

const PROGRAM = fileURLToPath(new URL('./process.ts', import.meta.url));

/** How long everybody is waited for, in seconds of the world: most of what begins is over by then. */
const REST = 2;

/** A machine with much else to do may let a start miss a deadline, which is a fiftieth of what it is. */
const TRIES = 5;

/** A process of its own, asked over HTTP and killed by SIGKILL. Rejects where none comes to listen. */
export async function bearFar(
  birth: Birth,
  issuer: Issuer,
  tokens: ReadonlyMap<string, string>,
): Promise<Body> {
  const { child, gone, url } = await listening(birth, TRIES);
  const reader = readOver(birth.directory);
  const minter = stsClient(url, issuer, tokens);
  const pending = new Set<Promise<unknown>>();
  const track = <T>(answer: Promise<T>): Promise<T> => {
    const entry: Promise<unknown> = answer.catch(() => {}).finally(() => pending.delete(entry));
    pending.add(entry);
    return answer;
  };
  const send = (asked: Asked): void => {
    if (child.connected) child.send(asked, () => {});
  };
  return {
    life: {
      fate: {
        doom: (point, visitsBefore) => send({ ask: 'doom', point, visitsBefore }),
        kill: () => void child.kill('SIGKILL'),
        dead: () => child.exitCode !== null || child.signalCode !== null,
      },
      minter: {
        mint: (ask) => track(minter.mint(ask)),
        revoke: (...all) => track(minter.revoke(...all)),
      },
      ends: endsOf(child, send, birth),
      // It passes by itself, every minute of its time.
      reaper: { pass: async () => {} },
    },
    reader,
    rest: () => Promise.race([Promise.all(pending), pause(REST)]).then(() => {}),
    walk: pause,
    stop: async (span) => {
      child.kill('SIGSTOP');
      await pause(span);
      child.kill('SIGCONT');
    },
    bury: async () => {
      await gone;
      reader.close();
    },
  };
}

interface Listening {
  readonly child: ChildProcess;
  readonly gone: Promise<unknown>;
  readonly url: string;
}

async function listening(birth: Birth, tries: number): Promise<Listening> {
  const child = fork(PROGRAM, [JSON.stringify(birth)], { execArgv: ['--conditions=ct-src'] });
  const gone = once(child, 'exit');
  const first: Told | null = await Promise.race([
    once(child, 'message').then(([told]) => told),
    gone.then(() => null),
  ]);
  if (first !== null && 'url' in first) return { child, gone, url: first.url };
  if (tries <= 1) throw new Error('the process ended before it listened');
  return listening(birth, tries - 1);
}

function endsOf(child: ChildProcess, send: (asked: Asked) => void, { issuer }: Birth): Life['ends'] {
  let count = 0;
  return {
    endGroup: (which, { reason, over }) =>
      new Promise((resolve) => {
        count += 1;
        const number = count;
        const listen = (told: Told): void => {
          if (!('ended' in told) || told.ended !== number) return;
          child.off('message', listen);
          resolve(ok({ ended: told.leases, revoked: 0 }));
        };
        child.on('message', listen);
        send({ ask: 'end', number, which: atIssuer(which, issuer), reason, over });
      }),
  };
}

/** Jobs are their issuer's. */
function atIssuer<T extends { readonly by: string }>(which: T, issuer: string): T {
  const { job, attempt } = which as { readonly job?: object; readonly attempt?: object };
  if (job !== undefined) return { ...which, job: { ...job, issuer } };
  return attempt === undefined ? which : { ...which, attempt: { ...attempt, issuer } };
}
