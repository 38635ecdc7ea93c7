import {
  CONNECT_OPERATIONS,
  type ConnectOperation,
  type ConnectOperationId,
  connectOpenApi,
  refusalAnswer,
} from '@connect-token/protocol/connect';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IDS, SECRETS } from './testing/account-file.ts';
import { type Acme, openAcme } from './testing/acme.ts';
import { anyText, arbitraryOf, type JsonSchema, type Source } from './testing/schema-arbitrary.ts';
import { type Served, serve } from './testing/served.ts';

interface Described {
  readonly operationId: ConnectOperationId;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: JsonSchema } };
  };
}

const document = JSON.parse(JSON.stringify(connectOpenApi())) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
};

const { schemas } = document.components;
const plain: Source = { schemas, any: fc.jsonValue({ maxDepth: 2 }), wrongOf: 0 };

/** What a patch may hold: anything, and often what its path is for. */
const patched = fc.oneof(
  plain.any,
  anyText,
  ...['ItemBody', 'FieldBody', 'SectionBody', 'UrlBody'].map((name) =>
    arbitraryOf(schemas[name] ?? {}, plain),
  ),
);

const PATCH_PATHS = [
  '/',
  '/title',
  '/favorite',
  '/category',
  '/tags',
  '/tags/0',
  '/tags/-',
  '/urls',
  '/urls/0',
  '/urls/0/href',
  '/sections',
  '/sections/login',
  '/fields',
  '/fields/username',
  '/fields/username/value',
  '/fields/username/generate',
  '/fields/~1/label',
  '/version',
  '/__proto__/x',
];

let acme: Acme;
let server: Served;
let token: string;
/** Items that there are, or were: what is created joins them. */
const itemIds: string[] = [IDS.deployKey, IDS.nowhere];

beforeAll(async () => {
  acme = await openAcme();
  server = await serve(acme);
  token = (await acme.issue({ [IDS.production]: 'rw' })).text;
});

afterAll(async () => {
  await server.close();
  await acme.close();
});

interface Generated {
  readonly id: ConnectOperationId;
  readonly path: string;
  readonly body: unknown;
}

const requests = (wrongOf: number): fc.Arbitrary<Generated> =>
  fc.oneof(
    ...Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map((described) => requestOf(described, { schemas, any: patched, wrongOf })),
  );

function requestOf(
  { operationId, parameters, requestBody }: Described,
  source: Source,
): fc.Arbitrary<Generated> {
  const values = parameters.map((parameter) =>
    parameterOf(operationId, parameter, source).map((value) => ({ ...parameter, value })),
  );
  const schema = requestBody?.content['application/json'].schema;
  const body = schema === undefined ? fc.constant(undefined) : bodyOf(schema, source);
  return fc.tuple(fc.tuple(...values), body).map(([given, sent]) => {
    const query = given
      .filter((each) => each.in === 'query' && each.value !== undefined)
      .map(({ name, value }) => `${name}=${encode(value)}`);
    const path = given.reduce(
      (text, { name, value }) => text.replace(`{${name}}`, encode(value)),
      String(CONNECT_OPERATIONS[operationId].path),
    );
    return { id: operationId, path: query.length === 0 ? path : `${path}?${query.join('&')}`, body: sent };
  });
}

const encode = (value: unknown): string =>
  encodeURIComponent(String(value).replaceAll(/\p{Surrogate}/gu, '?'));

const comparison = fc
  .tuple(fc.constantFrom('title', 'name', 'tag'), fc.constantFrom('eq', 'co'), anyText)
  .map(([attribute, operator, text]) => `${attribute} ${operator} "${text.replaceAll(/["\\]/g, '')}"`);

function parameterOf(
  id: ConnectOperationId,
  { name, schema, ...place }: Described['parameters'][number],
  source: Source,
) {
  const spoilt = source.wrongOf === 0 ? [] : [anyText.filter((text) => !['', '.', '..'].includes(text))];
  const asDescribed = arbitraryOf(schema, source);
  if (name === 'filter') return fc.option(fc.oneof(asDescribed, comparison), { nil: undefined });
  if (place.in === 'query') return fc.option(asDescribed, { nil: undefined });
  switch (name) {
    case 'vaultId':
      return fc.oneof(
        { weight: 9, arbitrary: fc.constant(IDS.production) },
        fc.constant(IDS.finance),
        ...spoilt,
      );
    case 'itemId':
      // By its place, since what is created later joins the list. Only one item has files, and nobody deletes it.
      return fc.oneof(
        {
          weight: 9,
          arbitrary: fc.nat().map((n) => (id.includes('File') ? IDS.database : itemIds[n % itemIds.length])),
        },
        ...spoilt,
      );
  }
  return fc.oneof(fc.constantFrom(IDS.key, IDS.blob, IDS.nowhere), ...spoilt);
}

/** As the schema says; and often such that the rules behind the schema have nothing against it. */
function bodyOf(schema: JsonSchema, source: Source): fc.Arbitrary<unknown> {
  const body = arbitraryOf(schema, source);
  if (schema.$ref?.endsWith('/PatchBody') === true)
    return fc.oneof({ weight: 4, arbitrary: fc.array(operationOf(source), { maxLength: 4 }) }, body);
  const right = {
    id: null,
    vault: null,
    title: 'A title',
    category: 'LOGIN',
    tags: ['prod'],
    sections: null,
  };
  return fc.oneof(
    body,
    body.map((given) => (typeof given === 'object' && given !== null ? { ...given, ...right } : given)),
  );
}

const operationOf = ({ any }: Source) =>
  fc.record({
    op: fc.constantFrom('add', 'remove', 'replace'),
    path: fc.constantFrom(...PATCH_PATHS),
    value: any,
  });

/** What comes of it, held against the schema of its operation. */
async function check({ id, path, body }: Generated): Promise<number> {
  const operation: ConnectOperation = CONNECT_OPERATIONS[id];
  const answer = await fetch(`${server.url}${path}`, {
    method: operation.method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  expect(answer.status).toBeLessThan(500);
  expect(text).not.toContain(SECRETS.payroll);
  if (answer.status >= 400) {
    expect(refusalAnswer.parse(JSON.parse(text)).status).toBe(answer.status);
    return answer.status;
  }
  expect(answer.status).toBe(operation.status);
  if (operation.answer === 'nothing') expect(text).toBe('');
  if (typeof operation.answer === 'object') operation.answer.parse(JSON.parse(text));
  if (operation.method === 'POST') itemIds.push((JSON.parse(text) as { id: string }).id);
  return answer.status;
}

describe('requests made from docs/openapi/connect.json', () => {
  test.each([
    ['as it says', 0],
    ['with something wrong here and there', 12],
  ])('%s are answered as it says', async (_how, wrongOf) => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(requests(wrongOf), async (request) => {
        statuses.add(await check(request));
      }),
      { numRuns: 250 },
    );
    // The property would hold of a service that refuses everything.
    for (const status of [200, 400, 404]) expect(statuses).toContain(status);
  });
});
