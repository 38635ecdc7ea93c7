import { readFileSync } from 'node:fs';
import { JSONObjectReader } from '@actions/workflow-parser/templates/json-object-reader';
import { TemplateSchema } from '@actions/workflow-parser/templates/schema/template-schema';
import {
  TemplateContext,
  TemplateValidationErrors,
} from '@actions/workflow-parser/templates/template-context';
import { readTemplate } from '@actions/workflow-parser/templates/template-reader';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer';
import { YamlObjectReader } from '@actions/workflow-parser/workflows/yaml-object-reader';

/** A file as GitHub's own parser and schema read it. */
export interface Template {
  /** Collects mistakes, each with its place. */
  readonly context: TemplateContext;
  /** Left out where the file is no YAML. */
  readonly root: TemplateToken | undefined;
}

export type TemplateKind = 'workflow' | 'action';

const schemas = new Map<TemplateKind, TemplateSchema>();

/** The package's own entry imports its schema as JSON in a way that Node refuses. */
function schemaOf(kind: TemplateKind): TemplateSchema {
  const url = new URL(`./${kind}-v1.0.min.json`, import.meta.resolve('@actions/workflow-parser'));
  const load = () => TemplateSchema.load(new JSONObjectReader(undefined, readFileSync(url, 'utf8')));
  const schema = schemas.get(kind) ?? load();
  schemas.set(kind, schema);
  return schema;
}

export function parseTemplate(kind: TemplateKind, name: string, text: string): Template {
  const trace = new NoOperationTraceWriter();
  const context = new TemplateContext(new TemplateValidationErrors(), schemaOf(kind), trace);
  const fileId = context.getFileId(name);
  const yaml = new YamlObjectReader(fileId, text);
  for (const { message, range } of yaml.errors) context.error(fileId, message, range);
  // What isn't YAML would be found to miss all that it has to have.
  if (yaml.errors.length > 0) return { context, root: undefined };
  return { context, root: readTemplate(context, `${kind}-root-strict`, yaml, fileId) };
}

/** What has been found so far, such as `action.yml (Line: 4, Col: 9): Unexpected value 'key'`. */
export const mistakesOf = ({ context }: Template): readonly string[] =>
  context.errors.getErrors().map(({ message }) => message);
