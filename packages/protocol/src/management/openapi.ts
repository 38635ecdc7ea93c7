import * as z from 'zod';
import { documentSchemas } from '../openapi-schema.ts';
import { API_PREFIX } from './address.ts';
import { INTROSPECTION_PATH, introspectionJson } from './introspection.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from './page-limit.ts';
import { PROBLEM_TYPE, problemJson } from './problem.ts';

const schemas = documentSchemas(z.globalRegistry);

const INFO = {
  title: 'connect-token management API',
  version: '1',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  description:
    'What `op connect` and the web page let a manager do by hand. Called with a management credential, ' +
    'or as the owner over the Unix socket in the data directory.',
};

/** The OpenAPI 3.1 document of the management API, from the schemas that it is served with. */
export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [id, operation] of Object.entries<Operation>(OPERATIONS)) {
    const path = `${API_PREFIX}${operation.path}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOperation(id, operation) };
  }
  paths[INTROSPECTION_PATH] = { post: INTROSPECTION() };
  return {
    openapi: '3.1.1',
    info: INFO,
    paths,
    components: {
      schemas: schemas.components(),
      securitySchemes: {
        credential: { type: 'http', scheme: 'bearer', bearerFormat: 'ctm_ and 43 characters' },
      },
    },
    security: [{ credential: [] }],
  };
}

function describeOperation(operationId: string, operation: Operation): object {
  const { summary, right, body, status, answer, target, method } = operation;
  const guarded = target !== null && method !== 'GET';
  return {
    operationId,
    summary,
    description: RIGHT_TEXTS[right],
    parameters: [
      ...[...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...(operation.paged ? PAGE_PARAMETERS : []),
      ...filterParameters(operation),
      ...(guarded ? [IF_MATCH] : []),
    ],
    ...(body === null ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: {
      [status]: {
        description: 'done',
        ...(target === null ? {} : { headers: { ETag: { schema: { type: 'string' } } } }),
        content: json(answer),
      },
      default: PROBLEM(),
    },
  };
}

const RIGHT_TEXTS: Readonly<Record<Operation['right'], string>> = {
  any: 'Any credential that is good.',
  read: 'Needs the right `read` or `manage`.',
  manage: 'Needs the right `manage`.',
  'tokens:create': 'Needs the right `tokens:create`, which no other implies.',
  owner: 'Over the Unix socket only.',
};

const PAGE_PARAMETERS = [
  {
    name: 'limit',
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT },
  },
  {
    name: 'cursor',
    in: 'query',
    description: '`next_cursor` of the page before',
    schema: { type: 'string' },
  },
];

const filterParameters = ({ filter }: Operation): readonly object[] =>
  Object.entries(filter?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: schemas.at(schema as z.ZodType),
  }));

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description: 'Refused with 412 where the thing is in another state. Left out, nothing is compared.',
  schema: { type: 'string' },
};

const PROBLEM = () => ({
  description: 'refused',
  content: { [PROBLEM_TYPE]: { schema: schemas.at(problemJson) } },
});

const INTROSPECTION = () => ({
  operationId: 'introspect',
  summary: 'whether a Connect token serves, and whose it is (RFC 7662)',
  description: RIGHT_TEXTS.read,
  requestBody: {
    required: true,
    content: {
      'application/x-www-form-urlencoded': {
        schema: { type: 'object', properties: { token: { type: 'string' } }, required: ['token'] },
      },
    },
  },
  responses: {
    200: { description: 'what is known of it', content: json(introspectionJson) },
    default: PROBLEM(),
  },
});

function json(schema: z.ZodType): object {
  return { 'application/json': { schema: schemas.at(schema) } };
}
