import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ACCESS_TOKEN_TYPE,
  CONNECT_VAULTS,
  IDEMPOTENCY_KEY_HEADER,
  REVOCATION_PATH,
  TOKEN_PATH,
  type TokenAnswer,
} from '@connect-token/protocol/sts';
import { PLAN_PATH, type PlanAnswer } from '@connect-token/protocol/workload';
import { answerWith, type HttpMishap, misbehave } from './http-mishap.ts';

export interface BrokerRequest {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | null;
}

/** A broker that says what it is told to say. It verifies nothing: what a real one does is tested with a real one. */
export interface ScriptedBroker {
  readonly url: string;
  readonly mints: readonly BrokerRequest[];
  readonly revocations: readonly BrokerRequest[];
  readonly plans: readonly BrokerRequest[];
  /** Every Connect token that it gave out. */
  readonly tokens: readonly string[];
  close(): Promise<void>;
}

export interface ScriptedBrokerOptions {
  /** What happens at the nth mint, counted from 1; `null`: it is granted. */
  readonly mint?: (count: number) => HttpMishap | null;
  /** What happens at the nth revocation; `null`: it is done. */
  readonly revoke?: (count: number) => HttpMishap | null;
  /** What happens at the nth rehearsal; `null`: it is answered as a mint would be granted. */
  readonly plan?: (count: number) => HttpMishap | null;
  /** What a granted answer says otherwise. */
  readonly answer?: Partial<TokenAnswer>;
}

export const SCRIPTED_LEASE_ID = '01JD0000000000000000000000';

export async function startScriptedBroker(options: ScriptedBrokerOptions = {}): Promise<ScriptedBroker> {
  const mints: BrokerRequest[] = [];
  const revocations: BrokerRequest[] = [];
  const plans: BrokerRequest[] = [];
  const tokens: string[] = [];

  const server = createServer((request, response) => {
    void readRequest(request).then((received) => {
      if (received.path === TOKEN_PATH) {
        mints.push(received);
        const mishap = options.mint?.(mints.length) ?? null;
        if (mishap !== null) return misbehave(mishap, response);
        const token = newToken();
        tokens.push(token);
        return misbehave(json(200, { ...grantedAnswer(token), ...options.answer }), response);
      }
      if (received.path === PLAN_PATH) {
        plans.push(received);
        const planned = { ...PLANNED, ...options.answer };
        return misbehave(options.plan?.(plans.length) ?? json(200, planned), response);
      }
      if (received.path === REVOCATION_PATH) {
        revocations.push(received);
        return misbehave(options.revoke?.(revocations.length) ?? json(200, { state: 'revoked' }), response);
      }
      return misbehave(json(404, { error: 'invalid_request', code: 'ROUTE_UNKNOWN' }), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mints,
    revocations,
    plans,
    tokens,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const json = (status: number, body: object): HttpMishap =>
  answerWith(status, body, { 'content-type': 'application/json' });

async function readRequest(request: IncomingMessage): Promise<BrokerRequest> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const key = request.headers[IDEMPOTENCY_KEY_HEADER];
  return {
    path: request.url ?? '',
    form: Object.fromEntries(new URLSearchParams(body)),
    idempotencyKey: typeof key === 'string' ? key : null,
  };
}

/** As long and as random as a real one, and signed by nobody. */
const newToken = (): string =>
  [30, 120, 64].map((bytes) => randomBytes(bytes).toString('base64url')).join('.');

const PLANNED: PlanAnswer = {
  expires_in: 900,
  authorization_details: [
    {
      type: CONNECT_VAULTS,
      locations: ['https://connect.acme.example'],
      server: { id: 'SERVERAAAAAAAAAAAAAAAAAAAA', name: 'Production' },
      vaults: [{ vault: 'vaultaaaaaaaaaaaaaaaaaaaaa', name: 'Production', permissions: ['read'] }],
      expires_in: 900,
    },
  ],
  rule: 'deploy',
  lifetime_max: 3_600,
};

const grantedAnswer = (token: string): TokenAnswer => ({
  access_token: token,
  issued_token_type: ACCESS_TOKEN_TYPE,
  token_type: 'Bearer',
  lease_id: SCRIPTED_LEASE_ID,
  ...PLANNED,
});
