import { randomUUID } from 'node:crypto';
import { OAuth2Server } from 'oauth2-mock-server';

/** The claims of an ID token; `undefined` takes a claim away. */
export type Claims = Readonly<Record<string, unknown>>;

/** An OIDC issuer that shares no code with this project: discovery, keys and RS256 signatures are oauth2-mock-server's. */
export interface Issuer {
  /** Byte for byte the `iss` of its tokens. */
  readonly url: string;
  /** A signed ID token of five minutes with a `jti` of its own; `claims` override whatever the issuer would say. */
  idToken(claims: Claims): Promise<string>;
  close(): Promise<void>;
}

/** GitHub's ID tokens live about five minutes. Source: docs.github.com, "OpenID Connect reference", example token. */
const ID_TOKEN_SECONDS = 300;

/** Starts an issuer on a free port of 127.0.0.1. */
export async function startIssuer(): Promise<Issuer> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  // `localhost` may resolve to an IPv6 address first, where nothing listens.
  const url = `http://127.0.0.1:${server.address().port}`;
  server.issuer.url = url;
  return {
    url,
    idToken: (claims) =>
      server.issuer.buildToken({
        expiresIn: ID_TOKEN_SECONDS,
        scopesOrTransform: (_header, payload) => {
          Object.assign(payload, { jti: randomUUID() }, claims);
          for (const [claim, value] of Object.entries(payload)) {
            if (value === undefined) delete payload[claim];
          }
        },
      }),
    close: () => server.stop(),
  };
}

/** The job that examples/acme/policy.yaml trusts, in the claims that GitHub gives it. */
export function githubClaims(overrides: Claims = {}): Claims {
  return {
    aud: 'https://github.com/acme',
    sub: 'repo:acme/shop:environment:production',
    actor: 'octo',
    actor_id: '3001',
    base_ref: '',
    check_run_id: '61000000001',
    environment: 'production',
    event_name: 'push',
    head_ref: '',
    job_workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    job_workflow_sha: '9c1185a5c5e9fc54612808977ee8f548b2258d31',
    ref: 'refs/heads/main',
    ref_protected: 'true',
    ref_type: 'branch',
    repository: 'acme/shop',
    repository_id: '501002003',
    repository_owner: 'acme',
    repository_owner_id: '9001',
    repository_visibility: 'private',
    run_attempt: '1',
    run_id: '17000000001',
    run_number: '42',
    runner_environment: 'github-hosted',
    sha: '9c1185a5c5e9fc54612808977ee8f548b2258d31',
    workflow: 'deploy',
    workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    workflow_sha: '9c1185a5c5e9fc54612808977ee8f548b2258d31',
    ...overrides,
  };
}
