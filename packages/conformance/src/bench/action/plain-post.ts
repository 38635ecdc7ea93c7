import { getInput, getState, info } from '@actions/core';
import { HttpClient } from '@actions/http-client';

/** Its post step: one request by the toolkit's HTTP client. */
const form = new URLSearchParams({ token: getState('handle') });
const answer = await new HttpClient().post(`${getInput('broker-url')}/oauth/revoke`, form.toString(), {
  'content-type': 'application/x-www-form-urlencoded',
});
await answer.readBody();
info('revoked');
