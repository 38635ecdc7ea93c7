import { randomUUID } from 'node:crypto';
import { type Instant, instant } from '@connect-token/core';
import { OAuth2Server } from 'oauth2-mock-server';

export type Claims = Readonly<Record<string, unknown>>;

export interface TestIssuer {
  readonly url: string;
  readonly server: OAuth2Server;
  /** A signed ID token; a claim that is `undefined` is left out. */
  idToken(claims?: Claims, header?: Claims): Promise<string>;
  stop(): Promise<void>;
}

/** An issuer that shares no code with this project, with one RSA key of the kid `k1`. */
export async function startIssuer(audience: string, now: () => Instant): Promise<TestIssuer> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256', { kid: 'k1' });
  await server.start(0, '127.0.0.1');
  // `localhost` may resolve to an IPv6 address first, where nothing listens.
  const url = `http://127.0.0.1:${server.address().port}`;
  server.issuer.url = url;
  return {
    url,
    server,
    idToken: (claims = {}, header = {}) =>
      server.issuer.buildToken({
        kid: 'k1',
        scopesOrTransform: (protectedHeader, payload) => {
          Object.assign(protectedHeader, header);
          Object.assign(payload, jobClaims(url, audience, now()), claims);
          for (const [claim, value] of Object.entries(payload))
            if (value === undefined) delete payload[claim];
        },
      }),
    stop: () => server.stop(),
  };
}

/** The claims of a GitHub Actions job that has five minutes, in GitHub's own forms. */
export function jobClaims(issuer: string, audience: string, now: Instant = instant(Date.now())): Claims {
  const iat = Math.floor(now / 1000);
  return {
    iss: issuer,
    aud: audience,
    jti: randomUUID(),
    sub: 'repo:acme/shop:environment:production',
    iat,
    nbf: iat - 10,
    exp: iat + 300,
    actor: 'octo',
    check_run_id: '61000000001',
    environment: 'production',
    event_name: 'push',
    job_workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    ref: 'refs/heads/main',
    ref_protected: 'true',
    ref_type: 'branch',
    repository: 'acme/shop',
    repository_id: '501002003',
    repository_owner: 'acme',
    repository_owner_id: '9001',
    run_attempt: '1',
    run_id: '17000000001',
    runner_environment: 'github-hosted',
    workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
  };
}
