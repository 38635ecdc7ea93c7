import { type GitHubInstance, type TriedRepository, tryGitHub } from '@connect-token/broker';
import type { Clock, TrustPolicy } from '@connect-token/core';
import { type Finding, failed, fine, skipped, warned } from './finding.ts';

/** So many say what is wrong, and an organisation may have thousands. */
const REPOSITORIES_MAX = 20;

/** Each GitHub of the configuration, asked once about the repositories whose jobs may have tokens, as the poll asks about their runs. */
export async function checkGitHub(
  instances: readonly GitHubInstance[],
  policy: TrustPolicy,
  clock: Clock,
): Promise<readonly Finding[]> {
  if (instances.length === 0) return [NOBODY];
  const repositoryIds = repositoriesOf(policy).slice(0, REPOSITORIES_MAX);
  const looks = await Promise.all(
    instances.map(async (instance) => ({ instance, tried: await tryGitHub(instance, repositoryIds, clock) })),
  );
  // Of several GitHubs, one has the repository.
  const seen = new Set(looks.flatMap(({ tried }) => tried.filter(isRead).map((each) => each.repositoryId)));
  return looks.map(({ instance, tried }) =>
    findingOf(
      instance,
      tried.filter((each) => each.outcome !== 'missing' || !seen.has(each.repositoryId)),
    ),
  );
}

const NOBODY = warned(
  'ends of jobs',
  'nobody tells when a job is over: a job that is killed keeps its token until that expires',
  'configure `github:` (docs/operating.md), or keep lifetimes short',
);

const isRead = ({ outcome }: TriedRepository): boolean => outcome === 'read' || outcome === 'unchanged';

const repositoriesOf = ({ rules }: TrustPolicy): readonly string[] => [
  ...new Set(
    rules.flatMap(({ effect, conditions }) =>
      effect !== 'allow'
        ? []
        : conditions.flatMap(({ claim, patterns }) => (claim === 'repository_id' ? [...patterns] : [])),
    ),
  ),
];

function findingOf(
  { issuer, apiUrl, credential }: GitHubInstance,
  tried: readonly TriedRepository[],
): Finding {
  const check = `ends of jobs of ${issuer}`;
  if (credential === null) return fine(check, 'GitHub tells when one is over, and is never asked');
  if (tried.length === 0) return skipped(check, 'the policy names no repository to ask about');
  const bad = tried.find((each) => !isRead(each) && each.outcome !== 'missing');
  if (bad !== undefined) return troubleOf(check, apiUrl, credential.kind, bad);
  const missing = tried.filter(({ outcome }) => outcome === 'missing').map((each) => each.repositoryId);
  if (missing.length === 0) return fine(check, `${tried.length} repositories can be asked about`);
  return warned(
    check,
    `can't be asked about: repository ${missing.join(', ')} isn't seen`,
    credential.kind === 'app'
      ? 'install the App on it, or take its id out of the policy'
      : 'give the token access to it, or take its id out of the policy',
  );
}

function troubleOf(
  check: string,
  apiUrl: string,
  kind: 'app' | 'token',
  { repositoryId, outcome, status, cause }: TriedRepository,
): Finding {
  const says = `can't be asked about: repository ${repositoryId}: ${cause}`;
  if (outcome === 'limited') return warned(check, says, 'its limit is used up: look again later');
  if (outcome === 'away')
    return failed(check, says, `check ${apiUrl}, DNS, the firewall and the proxy of this machine`);
  if (status !== 401)
    return failed(check, says, `give the ${kind === 'app' ? 'App' : 'token'} *Actions: read-only*`);
  return kind === 'app'
    ? failed(check, says, "compare `app.id` with the App's, its private key, and this machine's clock")
    : failed(check, says, 'the token has expired or was revoked: put a new one into its file');
}
