import { ask } from './zero-ask.ts';

/** The least that a post step can do: one request. */
const form = new URLSearchParams({ token: process.env['STATE_handle'] ?? '' });
const headers = { 'content-type': 'application/x-www-form-urlencoded' };
await ask('POST', `${process.env['INPUT_BROKER-URL']}/oauth/revoke`, headers, form.toString());
process.stdout.write('revoked\n');
