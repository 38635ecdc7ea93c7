import * as actions from '@actions/core';
import { createBrokerClient, createHttp, type MintedToken, systemTime } from '@connect-token/broker-client';
import {
  type Failure,
  type Instant,
  LEASE_LIFETIME_DEFAULT,
  plus,
  quoteList,
  type Result,
  seconds,
} from '@connect-token/core';
import { formatInstant, mask, reportFailures, requestIdToken } from '@connect-token/job';
import { type Inputs, parseInputs } from './inputs.ts';
import { publish } from './publish.ts';
import { createMemory, type Memory } from './remember.ts';
import { formatSummary } from './summary.ts';

/** The tries of a mint, and clocks that differ: what is minted dies at most this much later than it was asked for. */
const EXPIRY_SLACK = seconds(120);

/**
 * The main step: inputs → remember → mint → mask → publish. It reads no signal: dying at any point is safe, because the handle
 * is in the runner's state file before the broker hears of it, and the post step runs also after a cancel or a kill.
 */
export async function main(): Promise<void> {
  // Red until there is a token: whatever ends this process early must not look like a success.
  process.exitCode = actions.ExitCode.Failure;
  const inputs = parseInputs((name) => actions.getInput(name, { trimWhitespace: false }));
  if (!inputs.ok) {
    reportFailures(inputs.error);
    return;
  }
  const memory = createMemory(inputs.value.brokerUrl, latestExpiry(inputs.value));
  const minted = await mintToken(inputs.value, memory);
  if (!minted.ok) {
    reportFailures([minted.error]);
    return;
  }
  mask(minted.value.token);
  memory.lease(minted.value.leaseId, minted.value.expiresAt);
  publish(minted.value, inputs.value);
  await tell(minted.value);
  process.exitCode = actions.ExitCode.Success;
}

const latestExpiry = ({ request }: Inputs): Instant =>
  plus(plus(systemTime.now(), request.lifetime ?? LEASE_LIFETIME_DEFAULT), EXPIRY_SLACK);

async function mintToken(
  { brokerUrl, request, audience }: Inputs,
  memory: Memory,
): Promise<Result<MintedToken, Failure>> {
  const http = createHttp(systemTime);
  const client = createBrokerClient({ origin: brokerUrl, http, time: systemTime });
  const minted = await client.mint({
    request,
    remember: memory.handle,
    idToken: async (withinMs) => {
      const idToken = await requestIdToken(process.env, audience, { http, time: systemTime }, withinMs);
      if (idToken.ok) mask(idToken.value);
      return idToken;
    },
  });
  await http.close();
  return minted;
}

async function tell(minted: MintedToken): Promise<void> {
  const vaults = quoteList(minted.vaults.map(({ name }) => name));
  actions.info(
    `a Connect token for ${vaults} until ${formatInstant(minted.expiresAt)}, lease ${minted.leaseId}; it is revoked when the job ends`,
  );
  try {
    await actions.summary.addRaw(formatSummary(minted)).write();
  } catch {
    // An older Enterprise Server has no summaries, and a full disk is no reason to give the token back.
    actions.info('the job summary could not be written');
  }
}
