import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fastify } from 'fastify';
import { createRemoteJWKSet, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { Pool } from 'pg';
import { answerOrders } from './order.ts';
import { AUDIENCE } from './wish.ts';

/**
 * The limit: what any service must do that mints durably, and nothing else. The same HTTP framework, the ID token's RS256 verified,
 * two durable commits one after the other, a token signed with ES256; no policy, no account, no audit, no checks. Same arguments as
 * the service.
 */
const [directory = '', issuer = '', databaseUrl] = process.argv.slice(2);

interface Bare {
  write(id: string, detail: string): Promise<unknown>;
  change(id: string): Promise<unknown>;
}

function sqlite(): Bare {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, 'bare.db'));
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE bare (id TEXT PRIMARY KEY, state TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
  `);
  const insert = database.prepare("INSERT INTO bare VALUES (?, 'intent', ?)");
  const update = database.prepare("UPDATE bare SET state = 'active' WHERE id = ?");
  return { write: async (id, detail) => insert.run(id, detail), change: async (id) => update.run(id) };
}

async function postgres(url: string): Promise<Bare> {
  const pool = new Pool({ connectionString: url, max: 10 });
  await pool.query('CREATE TABLE bare (id text PRIMARY KEY, state text NOT NULL, detail text NOT NULL)');
  return {
    write: (id, detail) =>
      pool.query({ name: 'write', text: "INSERT INTO bare VALUES ($1, 'intent', $2)", values: [id, detail] }),
    change: (id) =>
      pool.query({ name: 'change', text: "UPDATE bare SET state = 'active' WHERE id = $1", values: [id] }),
  };
}

const bare = databaseUrl === undefined ? sqlite() : await postgres(databaseUrl);
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
const { privateKey } = await generateKeyPair('ES256');

const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
  done(null, new URLSearchParams(body as string)),
);
app.post<{ Body: URLSearchParams }>('/oauth/token', async ({ body }) => {
  const { payload } = await jwtVerify(body.get('subject_token') ?? '', keys, {
    issuer,
    audience: AUDIENCE,
    algorithms: ['RS256'],
  });
  const id = randomUUID();
  await bare.write(id, JSON.stringify(payload));
  const token = await new SignJWT({ jti: id })
    .setProtectedHeader({ alg: 'ES256' })
    .setExpirationTime('15m')
    .sign(privateKey);
  await bare.change(id);
  return { access_token: token, token_type: 'Bearer', expires_in: 900 };
});
app.post<{ Body: URLSearchParams }>('/oauth/revoke', async ({ body }) => {
  const id = createHash('sha256')
    .update(body.get('token') ?? randomBytes(8))
    .digest('hex');
  await bare.write(id, '');
  await bare.change(id);
  return { state: 'revoked' };
});

answerOrders(await app.listen({ host: '127.0.0.1', port: 0 }));
