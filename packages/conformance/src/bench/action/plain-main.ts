import { randomBytes } from 'node:crypto';
import { getIDToken, getInput, saveState, setOutput, setSecret } from '@actions/core';
import { HttpClient } from '@actions/http-client';

/** An action as most are written: the toolkit asks for the ID token, its HTTP client for the rest. */
const brokerUrl = getInput('broker-url', { required: true });
const handle = `cth_${randomBytes(32).toString('base64url')}`;
const idToken = await getIDToken(brokerUrl);
saveState('handle', handle);

const form = new URLSearchParams({
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: idToken,
  subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  authorization_details: JSON.stringify([
    { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }], expires_in: 900 },
  ]),
});
const answer = await new HttpClient().post(`${brokerUrl}/oauth/token`, form.toString(), {
  'content-type': 'application/x-www-form-urlencoded',
  'idempotency-key': handle,
});
const granted = JSON.parse(await answer.readBody());
setSecret(granted.access_token);
setOutput('token', granted.access_token);
setOutput('lease-id', granted.lease_id);
