import { type Job, runJob } from '../job.ts';
import { readWithSdk } from '../sdk.ts';
import type { Stage } from '../stage.ts';
import { must } from '../step.ts';

const ASKED = { vaults: 'Production,r', expiresIn: '15m' } as const;
const ASKED_MS = 15 * 60_000;

/** A job gets a token for exactly what it asked for, for no longer than it asked. */
export async function mintToken(stage: Stage): Promise<Job> {
  const { say } = stage;
  say.step(
    'A job asks for a token',
    "The action proves with the job's OIDC token who it is. The broker finds the rule of examples/acme/policy.yaml that names acme/shop, and makes a Connect token for one vault.",
  );
  say.fact('uses', 'connect-token (the committed bundle, as a child process)');
  say.fact('vaults', ASKED.vaults);
  say.fact('expires-in', ASKED.expiresIn);
  const job = await runJob(stage, ASKED);

  const granted = grantedOf(job);
  must(granted === 'Production: read', `granted is "${granted}", asked was "Production: read"`);

  const reached = await readWithSdk(job.env, 'list');
  const names = 'value' in reached ? JSON.stringify(reached.value) : 'a refusal';
  must(names === '["Production"]', `the token reaches ${names}, asked was ["Production"]`);
  say.held('granted is what was asked for, and the token reaches that vault and no other');

  const lifeMs = job.expiresAt - Date.now();
  must(
    lifeMs <= ASKED_MS,
    `the token lives ${Math.ceil(lifeMs / 1000)} s more, asked were ${ASKED_MS / 1000} s`,
  );
  say.held(`the token dies by itself at ${new Date(job.expiresAt).toISOString()}`);
  return job;
}

/** The action's output `vaults`, as the policy's author would say it. */
function grantedOf({ main }: Job): string {
  const vaults = JSON.parse(main.outputs['vaults'] ?? '[]') as readonly {
    readonly name: string;
    readonly permissions: readonly string[];
  }[];
  return vaults.map(({ name, permissions }) => `${name}: ${permissions.join(' and ')}`).join(', ');
}
