import {
  type Claims,
  githubClaims,
  type IdTokenEndpoint,
  type Program,
  startIdTokenEndpoint,
  startIssuer,
  startProgram,
} from '@connect-token/testkit';
import { type Place, type Written, writeConfiguration } from './configuration.ts';
import { CONNECT_PROGRAM } from './paths.ts';

/** What the demo runs on: an issuer that is not ours, GitHub's ID-token endpoint, and `connect serve` as its own process. */
export interface Stack extends Written {
  readonly issuerUrl: string;
  /** An ID token of the stack's issuer, for jobs that have an ID-token endpoint of their own. */
  readonly idToken: (claims: Claims) => Promise<string>;
  readonly idTokens: IdTokenEndpoint;
  readonly serve: Program;
  close(): Promise<void>;
}

export interface StackPlace extends Omit<Place, 'issuer'> {
  /** What the job's ID tokens say otherwise than those of acme/shop. */
  readonly claims?: Claims;
}

const READY_WITHIN_MS = 15_000;
const DRAIN_WITHIN_MS = 10_000;

/** Rejects, with what it printed, where `connect serve` doesn't come up; nothing is left running then. */
export async function startStack(place: StackPlace): Promise<Stack> {
  const issuer = await startIssuer();
  const idTokens = await startIdTokenEndpoint({
    sign: (audience) => issuer.idToken(githubClaims({ aud: audience, ...place.claims })),
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
  return { ...written, issuerUrl: issuer.url, idToken: issuer.idToken, idTokens, serve, close };
}

/** `connect serve` as an operator starts it. */
export const startServe = (configPath: string): Program =>
  startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', CONNECT_PROGRAM, 'serve', '--config', configPath],
    env: {},
    ownGroup: true,
  });
