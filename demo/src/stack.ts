import { join } from 'node:path';
import {
  githubClaims,
  type IdTokenEndpoint,
  type Program,
  startIdTokenEndpoint,
  startIssuer,
  startProgram,
} from '@connect-token/testkit';
import { type Written, writeConfiguration } from './configuration.ts';
import { CONNECT_PROGRAM } from './paths.ts';

/** What the demo runs on: an issuer that is not ours, GitHub's ID-token endpoint, and `connect serve` as its own process. */
export interface Stack extends Written {
  readonly issuerUrl: string;
  readonly idTokens: IdTokenEndpoint;
  readonly serve: Program;
  close(): Promise<void>;
}

export interface StackPlace {
  readonly directory: string;
  readonly brokerPort: number;
  readonly connectPort: number;
}

const READY_WITHIN_MS = 15_000;
const DRAIN_WITHIN_MS = 10_000;

/** Rejects, with what it printed, where `connect serve` doesn't come up; nothing is left running then. */
export async function startStack(place: StackPlace): Promise<Stack> {
  const issuer = await startIssuer();
  const idTokens = await startIdTokenEndpoint({
    sign: (audience) => issuer.idToken(githubClaims({ aud: audience })),
  });
  const written = await writeConfiguration({ ...place, issuer: issuer.url });
  const serve = startServe(written.path);
  const close = async (): Promise<void> => {
    await serve.stop(DRAIN_WITHIN_MS);
    await Promise.all([idTokens.close(), issuer.close()]);
  };
  try {
    await serve.printed(/"msg":"serving"/, READY_WITHIN_MS);
  } catch (cause) {
    await close();
    throw cause;
  }
  return { ...written, issuerUrl: issuer.url, idTokens, serve, close };
}

const startServe = (configPath: string): Program =>
  startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', CONNECT_PROGRAM, 'serve', '--config', configPath],
    env: {},
    ownGroup: true,
  });

/** The data directory that `writeConfiguration` gives a place. */
export const dataDirectoryOf = (place: Pick<StackPlace, 'directory'>): string =>
  join(place.directory, 'data');
