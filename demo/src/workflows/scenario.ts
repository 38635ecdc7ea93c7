import type { Scripts } from './repository.ts';
import { WRAPPED, WRAPPING } from './wrapped.ts';

/** One run of an example, and what must come of it under every engine. */
export interface Scenario {
  readonly what: string;
  readonly file: string;
  /** `push` where it is left out. */
  readonly event?: string;
  /** Of all of its jobs. */
  readonly environment: string;
  readonly scripts?: Scripts;
  /** Where it isn't an example that runs, under the name of one: its own text. */
  readonly text?: string;
  /** Other files of the repository. */
  readonly files?: Readonly<Record<string, string>>;
  /** Job → conclusion; those of a matrix stand under their id. */
  readonly conclusions: Readonly<Record<string, string>>;
  /** The rule of each token that the broker granted, in alphabetical order. All of them are revoked in the end. */
  readonly rules: readonly string[];
}

/** A step that is careless with its token: only masks stand between it and the log. */
const careless = (prefix: string, vault: string): string =>
  `echo "$${prefix}_TOKEN"
printf %s "$${prefix}_TOKEN" | base64 -w0; echo
node read-secret.mjs "$${prefix}_HOST" "$${prefix}_TOKEN" "${vault}" Database password`;

const BUILD = 'test -z "$OP_CONNECT_TOKEN"';

export const SCENARIOS: readonly Scenario[] = [
  {
    what: 'a secret is read with 1Password’s SDK',
    file: 'deploy.yml',
    environment: 'production',
    conclusions: { deploy: 'success' },
    rules: ['deploy'],
  },
  {
    what: 'one step has the token',
    file: 'staging.yml',
    environment: 'staging',
    scripts: { 'build.sh': BUILD, 'deploy.sh': careless('OP_CONNECT', 'Staging') },
    conclusions: { deploy: 'success' },
    rules: ['staging'],
  },
  {
    what: 'a job fails',
    file: 'staging.yml',
    environment: 'staging',
    scripts: { 'build.sh': BUILD, 'deploy.sh': 'exit 1' },
    conclusions: { deploy: 'failure' },
    rules: ['staging'],
  },
  {
    what: 'a job fails before it has a token',
    file: 'staging.yml',
    environment: 'staging',
    scripts: { 'build.sh': 'exit 1', 'deploy.sh': '' },
    conclusions: { deploy: 'failure' },
    rules: [],
  },
  {
    what: 'one job has two tokens',
    file: 'promote.yml',
    environment: 'production',
    event: 'workflow_dispatch',
    scripts: { 'promote.sh': `${careless('STAGING', 'Staging')}\n${careless('PRODUCTION', 'Production')}` },
    conclusions: { promote: 'success' },
    rules: ['promote-from', 'promote-to'],
  },
  {
    what: 'twenty jobs have a token each',
    file: 'regions.yml',
    environment: 'production',
    event: 'workflow_dispatch',
    scripts: { 'deploy.sh': 'test -n "$OP_CONNECT_TOKEN"; echo "deployed to $1"' },
    conclusions: { deploy: 'success' },
    rules: Array.from({ length: 20 }, () => 'regions'),
  },
  {
    what: 'one command has the token, and nobody else',
    file: 'run.yml',
    event: 'workflow_dispatch',
    environment: 'production',
    scripts: {
      'migrate.sh': `test "$*" = '--database shop orders'\n${careless('OP_CONNECT', 'Production')}`,
    },
    conclusions: { migrate: 'success' },
    rules: ['run'],
  },
  {
    what: 'the one command fails',
    file: 'run.yml',
    event: 'workflow_dispatch',
    environment: 'production',
    scripts: { 'migrate.sh': 'exit 3' },
    conclusions: { migrate: 'failure' },
    rules: ['run'],
  },
  {
    what: 'a dry run makes no token',
    file: 'dry-run.yml',
    event: 'workflow_dispatch',
    environment: 'production',
    conclusions: { 'dry-run': 'success' },
    rules: [],
  },
  {
    what: 'secrets are loaded by their references',
    file: 'load-secrets.yml',
    environment: 'production',
    scripts: {
      'migrate.sh': `test -z "$OP_CONNECT_TOKEN"
test "$DATABASE_USER" = shop_app
echo "$DATABASE_PASSWORD"
printf %s "$DATABASE_PASSWORD" | base64`,
    },
    conclusions: { migrate: 'success' },
    rules: ['load-secrets'],
  },
  {
    what: 'a last job finds nothing to end',
    file: 'release.yml',
    environment: 'production',
    scripts: { 'deploy.sh': careless('OP_CONNECT', 'Production') },
    conclusions: { release: 'success', end: 'success' },
    rules: ['release'],
  },
  {
    what: 'a last job runs after a failure',
    file: 'release.yml',
    environment: 'production',
    scripts: { 'deploy.sh': 'exit 1' },
    conclusions: { release: 'failure', end: 'success' },
    rules: ['release'],
  },
  {
    what: 'a composite action around the action is used twice',
    file: 'staging.yml',
    environment: 'staging',
    text: WRAPPING,
    files: { '.github/actions/connect/action.yml': WRAPPED },
    conclusions: { deploy: 'success' },
    rules: ['staging', 'staging'],
  },
];
