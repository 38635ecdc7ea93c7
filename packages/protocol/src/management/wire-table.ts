import { EVIDENCE } from './evidence.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { problemJson } from './problem.ts';
import type { NamedShapes, Shape } from './shape.ts';
import { namedShapes, shapeOf } from './shape-schema.ts';

/** What a client needs of an operation. */
export interface WireOperation {
  readonly method: Operation['method'];
  readonly path: string;
  readonly answer: Shape;
}

/** The management API as its clients need it, with no schema library: see `wire.generated.ts`. */
export interface WireTable {
  readonly operations: Readonly<Record<string, WireOperation>>;
  readonly problem: Shape;
  /** By failure code. */
  readonly evidence: Readonly<Record<string, Shape>>;
  readonly named: NamedShapes;
}

/** The table, from the schemas that the management API is served with. */
export function wireTable(): WireTable {
  const operations = Object.entries<Operation>(OPERATIONS).map(([id, { method, path, answer }]) => [
    id,
    { method, path, answer: shapeOf(answer) },
  ]) satisfies [string, WireOperation][];
  const evidence = Object.entries(EVIDENCE).map(([code, schema]) => [code, shapeOf(schema)] as const);
  const problem = shapeOf(problemJson);
  const shapes = [
    problem,
    ...operations.map(([, { answer }]) => answer),
    ...evidence.map(([, each]) => each),
  ];
  return {
    operations: Object.fromEntries(operations),
    problem,
    evidence: Object.fromEntries(evidence),
    named: namedShapes(shapes),
  };
}

/** The text of `wire.generated.ts`, before it is formatted. */
export const wireTableSource = (): string =>
  `// Written by \`node --conditions=ct-src scripts/openapi.mjs\` from the schemas beside it; a test says when it is stale.
import type { ManagementCode } from './errors.ts';
import type { OperationId } from './operations.ts';
import type { WireOperation, WireTable } from './wire-table.ts';
import type { Shape } from './shape.ts';

interface GeneratedTable extends WireTable {
  readonly operations: Readonly<Record<OperationId, WireOperation>>;
  readonly evidence: Readonly<Record<ManagementCode, Shape>>;
}

export const WIRE: GeneratedTable = ${sourceOf(wireTable())};
`;

function sourceOf(value: unknown): string {
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}:${sourceOf(each)}`)
    .join(',')}}`;
}
