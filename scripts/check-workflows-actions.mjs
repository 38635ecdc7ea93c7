// GitHub's own parser, held against an action.yml: the schema that the runner reads it with.
import { registerHooks } from 'node:module';

// The package imports its schema without saying that it is JSON, as bundlers let it; Node insists.
registerHooks({
  load: (url, context, next) =>
    /\/workflow-parser\/.*\.json$/.test(url)
      ? next(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } })
      : next(url, context),
});
const { NoOperationTraceWriter } = await import('@actions/workflow-parser');
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');

/**
 * @param {string} name the file's path, for the messages
 * @param {string} content
 * @returns {readonly string[]} what the runner would refuse, with its place
 */
export function actionMistakes(name, content) {
  const { context } = parseAction({ name, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}
