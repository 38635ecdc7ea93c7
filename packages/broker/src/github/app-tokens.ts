import { installationJson } from '@connect-token/protocol/github';
import { REPOSITORY_ROUTE } from '@connect-token/protocol/github-route';
import { createAppAuth } from '@octokit/auth-app';
import type { request } from '@octokit/request';
import type { GitHubCredential } from './instance.ts';

type Request = typeof request;

/** Whose limits a question counts against, and the header that it is asked with. */
export interface Authorisation {
  readonly holder: string;
  readonly header: string;
}

export interface Authoriser {
  of(repositoryId: string): Promise<Authorisation>;
  /** What was known of a repository may be wrong: an App that was installed again has another id, and a token may be revoked. */
  forget(repositoryId: string): void;
}

/** Repositories whose installation is remembered. */
const REMEMBERED_MAX = 10_000;

export function createAuthoriser(credential: GitHubCredential, request: Request): Authoriser {
  if (credential.kind === 'app') return appAuthoriser(credential, request);
  const authorisation = { holder: 'token', header: `Bearer ${credential.token.reveal()}` };
  return { of: async () => authorisation, forget: () => {} };
}

/**
 * As the App that is installed where the repository is, with a token of an hour that can read runs and nothing else. Rejects as
 * `request` does. Source: docs.github.com, "Authenticating as a GitHub App installation".
 */
function appAuthoriser(
  { id, privateKey }: Extract<GitHubCredential, { kind: 'app' }>,
  request: Request,
): Authoriser {
  const auth = createAppAuth({ appId: id, privateKey: privateKey.reveal(), request });
  const installations = new Map<string, number>();
  const forgotten = new Set<string>();
  const find = async (repositoryId: string): Promise<number> => {
    const known = installations.get(repositoryId);
    if (known !== undefined) return known;
    const { token } = await auth({ type: 'app' });
    const { data } = await request(`GET ${REPOSITORY_ROUTE}/installation`, {
      repository_id: repositoryId,
      headers: { authorization: `Bearer ${token}` },
    });
    const installation = installationJson.parse(data).id;
    if (installations.size >= REMEMBERED_MAX) installations.clear();
    installations.set(repositoryId, installation);
    return installation;
  };
  return {
    of: async (repositoryId) => {
      const installationId = await find(repositoryId);
      const refresh = forgotten.delete(repositoryId);
      const permissions = { actions: 'read' } as const;
      const { token } = await auth({ type: 'installation', installationId, permissions, refresh });
      return { holder: `installation ${installationId}`, header: `Bearer ${token}` };
    },
    forget: (repositoryId) => {
      if (installations.delete(repositoryId)) forgotten.add(repositoryId);
    },
  };
}
