/**
 * What a step of a job does with the token: reads through 1Password's official SDK, from `OP_CONNECT_HOST` and
 * `OP_CONNECT_TOKEN` alone. A program of its own, so that nothing else of the demo can help it.
 *
 * `list` · `vault <id>` · `field <vault name> <item title> <field label>`; prints one line of JSON, and of a field's value only
 * its SHA-256, as a careful step would.
 */
import { createHash } from 'node:crypto';
import { OnePasswordConnect } from '@1password/connect';

const TIMEOUT_MS = 5_000;

const client = OnePasswordConnect({
  serverURL: process.env['OP_CONNECT_HOST'] ?? '',
  token: process.env['OP_CONNECT_TOKEN'] ?? '',
  keepAlive: false,
  timeout: TIMEOUT_MS,
});

async function read([verb, ...args]: readonly string[]): Promise<unknown> {
  const [one = '', two = '', three = ''] = args;
  if (verb === 'list') return (await client.listVaults()).map(({ name }) => name);
  if (verb === 'vault') return (await client.getVaultById(one)).name;
  const { id = '' } = await client.getVaultByTitle(one);
  const item = await client.getItemByTitle(id, two);
  const { value = '' } = item.fields?.find(({ label }) => label === three) ?? {};
  return createHash('sha256').update(value).digest('hex');
}

/** The SDK rejects with `{status, message}`, which is no Error. */
function refusalOf(cause: unknown): { readonly status: number; readonly message: string } {
  const { status, message } = cause as { readonly status?: unknown; readonly message?: unknown };
  return { status: typeof status === 'number' ? status : 0, message: String(message) };
}

const answer = await read(process.argv.slice(2)).then(
  (value) => ({ value }),
  (cause: unknown) => ({ refused: refusalOf(cause) }),
);
process.stdout.write(`${JSON.stringify(answer)}\n`);
