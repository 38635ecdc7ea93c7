import { documentSchemas } from '../openapi-schema.ts';
import { CONNECT_OPERATIONS, type ConnectOperation } from './operations.ts';
import { refusalAnswer } from './refusal.ts';
import { connectSchemas } from './registry.ts';
import { ID_PATTERN } from './scalar.ts';

const schemas = documentSchemas(connectSchemas);

const INFO = {
  title: 'connect-token Connect API',
  version: '1',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  description:
    'Vaults, items and files of the embedded account, as clients of a 1Password Connect server ask for them. ' +
    'Called with a Connect token. Not affiliated with or endorsed by 1Password (AgileBits Inc.).',
};

/** The OpenAPI 3.1 document of the Connect API, from the schemas that it is served with. */
export function connectOpenApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [id, operation] of Object.entries<ConnectOperation>(CONNECT_OPERATIONS)) {
    const { path, method } = operation;
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(id, operation) };
  }
  return {
    openapi: '3.1.1',
    info: INFO,
    paths,
    components: {
      schemas: schemas.components(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    security: [{ token: [] }],
  };
}

function describeOperation(operationId: string, operation: ConnectOperation): object {
  const { summary, right, body, status, path } = operation;
  return {
    operationId,
    summary,
    description: RIGHT_TEXTS[right],
    ...(right === 'nobody' ? { security: [] } : {}),
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string', pattern: ID_PATTERN.source },
      })),
      ...Object.entries(operation.query).map(([name, schema]) => ({
        name,
        in: 'query',
        schema: schemas.at(schema),
      })),
    ],
    ...(body === null
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemas.at(body) } } } }),
    responses: {
      [status]: { description: 'done', ...answerContent(operation) },
      default: {
        description: 'refused',
        content: { 'application/json': { schema: schemas.at(refusalAnswer) } },
      },
    },
  };
}

const RIGHT_TEXTS: Readonly<Record<ConnectOperation['right'], string>> = {
  nobody: 'No token is asked for.',
  any: 'Any token that is good.',
  read: 'The token needs the right to read the vault.',
  write:
    'The token needs the right to write the vault. One that may not read it is answered without sections, fields and files.',
};

function answerContent({ answer, path }: ConnectOperation): object {
  switch (answer) {
    case 'nothing':
      return {};
    case 'text':
      return { content: { 'text/plain': { schema: { type: 'string' } } } };
    case 'bytes':
      return { content: { 'application/octet-stream': {} } };
  }
  const paged = path === CONNECT_OPERATIONS.listActivity.path;
  return {
    ...(paged
      ? { headers: { 'Content-Range': { description: '`1-50/1134`', schema: { type: 'string' } } } }
      : {}),
    content: { 'application/json': { schema: schemas.at(answer) } },
  };
}
