import { describe, type Instant } from '@connect-token/core';
import type { AccountPlace } from '../place.ts';
import type { Setup } from '../serve/setup.ts';
import { type Check, type Finding, failed, failedBy, findings, fine, skipped } from './finding.ts';
import { type AccountFacts, checkPolicy } from './policy.ts';

type Env = Record<string, string | undefined>;

/** Where to look: a configuration, with all that it names, or a data directory alone. */
export type Patient = Extract<AccountPlace, { readonly kind: 'directory' }>;

/**
 * Looks at everything that a broker depends on, at the same time, each in bounded time. Works beside a running broker and without one;
 * changes nothing. Findings come in one order, whatever comes first.
 */
export async function examine(patient: Patient, env: Env, now: () => Instant): Promise<readonly Finding[]> {
  const { configPath, dataDir } = patient;
  const setup = configPath === null ? undefined : await readConfiguration(configPath, env);
  const directory = dataDir ?? setup?.setup?.config.dataDirectory;
  const checks: readonly (readonly [string, Check])[] = [
    ['configuration', async () => setup?.findings ?? [skipped('configuration', 'none was named (--config)')]],
    ...(directory === undefined ? [] : directoryChecks(directory, patient, env, setup?.setup, now)),
    ...(setup?.setup === undefined ? [] : serviceChecks(setup.setup, now)),
  ];
  return (await Promise.all(checks.map(([name, check]) => findings(name, check)))).flat();
}

interface Configuration {
  readonly setup: Setup | undefined;
  readonly findings: readonly Finding[];
}

/** Without what the files say, the checks that need them are left out. */
async function readConfiguration(path: string, env: Env): Promise<Configuration> {
  const { readSetup } = await import('../serve/setup.ts');
  // A copy: the sealing key is taken out of the environment by whoever reads it, and the account needs it again.
  const setup = await readSetup(path, { ...env });
  if (!setup.ok) {
    const advice = 'connect serve --config FILE --check tells all of them';
    return {
      setup: undefined,
      findings: setup.error.map((failure) => failed('configuration', describe(failure), advice)),
    };
  }
  return { setup: setup.value, findings: [fine('configuration', `${path}, and the files that it names`)] };
}

function directoryChecks(
  directory: string,
  patient: Patient,
  env: Env,
  setup: Setup | undefined,
  now: () => Instant,
): readonly (readonly [string, Check])[] {
  return [
    ['data directory', async () => (await import('./directory.ts')).checkDirectory(directory)],
    [
      'store',
      async () => {
        if ((env['DATABASE_URL'] ?? '') !== '')
          return [fine('store', 'in PostgreSQL'), ...(await accountFindings(patient, env, setup))];
        // INVARIANT: in this order. Whoever looks at a directory's lock may not have that directory open itself.
        const seen = (await import('./store.ts')).checkStore(directory, now());
        const usable = seen.every(({ verdict, check }) => check !== 'store' || verdict === 'ok');
        return usable ? [...seen, ...(await accountFindings(patient, env, setup))] : seen;
      },
    ],
  ];
}

function serviceChecks(
  { config, policy, github }: Setup,
  now: () => Instant,
): readonly (readonly [string, Check])[] {
  return [
    ['broker', async () => (await import('./broker.ts')).checkBroker(config)],
    ['issuers', async () => (await import('./issuers.ts')).checkIssuers(config.issuers, now)],
    ['ends of jobs', async () => (await import('./github.ts')).checkGitHub(github, policy, { now })],
  ];
}

/** What only the account can say: through the socket of the process that has it, or by opening it for this moment. */
async function accountFindings(
  patient: Patient,
  env: Env,
  setup: Setup | undefined,
): Promise<readonly Finding[]> {
  const { openManagement } = await import('../management.ts');
  const opened = await openManagement(patient, { ...env });
  if (!opened.ok) return opened.error.map((failure) => failedBy('account', failure));
  const { management, close } = opened.value;
  try {
    const [servers, vaults] = await Promise.all([management.servers.list(), management.vaults.list()]);
    if (!servers.ok) return [failedBy('account', servers.error.failure)];
    if (!vaults.ok) return [failedBy('account', vaults.error.failure)];
    const facts: AccountFacts = { servers: servers.value, vaults: vaults.value };
    const said = fine('account', `${facts.vaults.length} vaults, ${facts.servers.length} servers`);
    return setup === undefined ? [said] : [said, ...checkPolicy(setup, facts)];
  } finally {
    await close();
  }
}
