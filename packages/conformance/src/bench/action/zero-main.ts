import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { ask } from './zero-ask.ts';

/** The least that an action can do for a token: two requests by Node's own client, the masks and the runner's files. */
const given = (name: string): string => process.env[name] ?? '';

const handle = `cth_${randomBytes(32).toString('base64url')}`;
const idTokenUrl = `${given('ACTIONS_ID_TOKEN_REQUEST_URL')}&audience=${encodeURIComponent(given('INPUT_BROKER-URL'))}`;
const { value } = JSON.parse(
  await ask('GET', idTokenUrl, { authorization: `Bearer ${given('ACTIONS_ID_TOKEN_REQUEST_TOKEN')}` }),
);
process.stdout.write(`::add-mask::${value}\n`);
appendFileSync(given('GITHUB_STATE'), `handle=${handle}\n`);

const form = new URLSearchParams({
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: value,
  subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  authorization_details: JSON.stringify([
    { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }], expires_in: 900 },
  ]),
});
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': handle };
const granted = JSON.parse(
  await ask('POST', `${given('INPUT_BROKER-URL')}/oauth/token`, headers, form.toString()),
);
process.stdout.write(`::add-mask::${granted.access_token}\n`);
appendFileSync(given('GITHUB_OUTPUT'), `token=${granted.access_token}\nlease-id=${granted.lease_id}\n`);
