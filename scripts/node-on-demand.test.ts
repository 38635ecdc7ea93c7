import { builtinModules } from 'node:module';
import { describe, expect, test } from 'vitest';
import { onDemand } from './node-on-demand.mjs';

/** How a member is given on. */
const lineOf = (module: string, member: string): string | undefined =>
  onDemand(module)
    .split('\n')
    .find((line) => line.startsWith(`export const ${member} = `));

describe('a module of Node’s', () => {
  test('gives its functions on as functions that load it', () => {
    expect(lineOf('fs', 'readFileSync')).toBe(
      'export const readFileSync = (...given) => builtin().readFileSync(...given);',
    );
  });

  test.each([
    ['sqlite', 'DatabaseSync'],
    ['os', 'EOL'],
    ['fs', 'promises'],
  ])('%s gives on as it is what is no function to call: %s', (module, member) => {
    expect(lineOf(module, member)).toBe(
      `export const ${member} = /* @__PURE__ */ (() => builtin().${member})();`,
    );
  });

  test('gives on as it is a function with something attached that others look for', () => {
    // `util.promisify` finds there how to make a promise of it.
    expect(lineOf('child_process', 'exec')).toContain('(() => builtin().exec)()');
  });

  test.each(builtinModules.filter((module) => /^(?:node:)?[a-z]\w*$/.test(module)))(
    '%s has members',
    (module) => {
      expect(onDemand(module.replace(/^node:/, ''))).toContain('\nexport const ');
    },
  );
});
