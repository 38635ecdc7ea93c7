import * as actions from '@actions/core';
import { type MintedToken, systemTime } from '@connect-token/broker-client';
import {
  formatDuration,
  type MintRequest,
  quoteList,
  type Seconds,
  seconds,
  secondsUntil,
} from '@connect-token/core';
import {
  formatInstant,
  latestExpiry,
  mintToken,
  reportFailures,
  reportMistakes,
  writePage,
} from '@connect-token/job';
import { type Inputs, parseInputs } from './inputs.ts';
import { publish, refuseTaken } from './publish.ts';
import { requestScope } from './references.ts';
import { createMemory, type RememberedLease } from './remember.ts';
import { formatSummary } from './summary.ts';

/**
 * The main step: inputs → remember → mint → mask → publish. It reads no signal: dying at any point is safe, because the handle
 * is in the runner's state file before the broker hears of it, and the post step runs also after a cancel or a kill.
 */
export async function main(): Promise<void> {
  // Red until there is a token: whatever ends this process early must not look like a success.
  process.exitCode = actions.ExitCode.Failure;
  const inputs = parseInputs((name) => actions.getInput(name, { trimWhitespace: false }));
  if (!inputs.ok) return reportMistakes(inputs.error);
  const { use, server, vaults, references, lifetime } = inputs.value;
  const taken = refuseTaken(use, process.env);
  if (taken !== undefined) return reportFailures([taken]);
  const scope = await requestScope(vaults, references, process.env);
  if (!scope.ok) return reportFailures(scope.error);
  warnUnverified();

  const request = { server, scope: scope.value, lifetime };
  if (use.kind !== 'rehearsal') return mintAndUse(inputs.value, request);
  const { rehearse } = await import('./rehearse.ts');
  return rehearse(inputs.value, request);
}

/** A job that verifies no certificate has its reason; the token and the proof of who it is don't go to whoever answers. */
function warnUnverified(): void {
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  actions.warning(
    'NODE_TLS_REJECT_UNAUTHORIZED is 0 in this job: this action verifies certificates all the same, and other steps may not; an authority of your own belongs into NODE_EXTRA_CA_CERTS',
  );
}

async function mintAndUse(
  inputs: Inputs,
  request: MintRequest & { readonly lifetime: Seconds },
): Promise<void> {
  const { brokerUrl, use, onRevokeFailure } = inputs;
  const memory = createMemory({
    brokerUrl,
    onRevokeFailure,
    expiresBy: latestExpiry(inputs, request.lifetime),
  });
  const minted = await mintToken(inputs, request, memory);
  if (!minted.ok) return reportFailures([minted.error]);
  const lease = leaseOf(minted.value, request.lifetime);
  memory.lease(lease);
  const host = inputs.connectHost ?? minted.value.connectUrl;
  publish(minted.value, host, use);
  tellShortened(minted.value.rule, lease, request.lifetime);
  await tellGranted(minted.value, use.kind === 'command' ? 'its command' : 'this job');
  if (use.kind !== 'command') {
    process.exitCode = actions.ExitCode.Success;
    return;
  }
  const { runAndRevoke } = await import('./run.ts');
  await runAndRevoke({ use, host, token: minted.value.token, lease, inputs, memory });
}

/** How long it lives: as asked, or as the rule allows; by the clock where the broker doesn't say what the rule allows. */
const leaseOf = ({ leaseId, expiresAt, lifetimeMax }: MintedToken, asked: Seconds): RememberedLease => ({
  leaseId,
  expiresAt,
  lifetime:
    lifetimeMax === null ? secondsUntil(systemTime.now(), expiresAt) : seconds(Math.min(asked, lifetimeMax)),
  lifetimeMax,
});

function tellShortened(
  rule: string | null,
  { lifetime, lifetimeMax }: RememberedLease,
  asked: Seconds,
): void {
  if (lifetimeMax === null || lifetimeMax >= asked) return;
  const whose = rule === null ? 'your rule' : `the rule ${quoteList([rule])}`;
  actions.notice(
    `the token lives for ${formatDuration(lifetime)} in place of ${formatDuration(asked)}: ${whose} allows no more`,
    { title: 'Connect token: a shorter lifetime' },
  );
}

async function tellGranted(minted: MintedToken, until: 'this job' | 'its command'): Promise<void> {
  const vaults = quoteList(minted.vaults.map(({ name }) => name));
  const end = until === 'this job' ? 'the job' : until;
  actions.info(
    `a Connect token for ${vaults} until ${formatInstant(minted.expiresAt)}, lease ${minted.leaseId}; it is revoked when ${end} ends`,
  );
  await writePage(formatSummary(minted, until));
}
