import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startPostgres } from '@connect-token/testkit';

/** Every row but those that a new store has. As the administrator may, without triggers and references. */
const EMPTY = `
  DO $$
  DECLARE name text;
  BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables
      WHERE schemaname = current_schema() AND tablename NOT IN ('meta', 'connect_token_schema')
    LOOP
      EXECUTE 'DELETE FROM ' || name;
    END LOOP;
  END $$`;

// A PostgreSQL and a desk before it: GET `/` makes a database and tells its URL, GET `/<name>` empties one, POST `/<name>` runs a
// statement there as the administrator. Ends when nobody holds its input.
const server = await startPostgres();

const serve = async (request: IncomingMessage): Promise<string> => {
  const database = request.url?.slice(1) ?? '';
  if (database === '') return server.url(await server.createDatabase()).reveal();
  const statement = request.method === 'POST' ? await text(request) : EMPTY;
  return JSON.stringify(await server.sql(statement, database));
};

const desk = createServer((request, response) => {
  serve(request).then(
    (answer) => response.end(answer),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
desk.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(desk.address() as AddressInfo).port}\n`);
});

process.stdin.resume();
process.stdin.once('end', async () => {
  desk.closeAllConnections();
  desk.close();
  await server.stop();
});
