// Plants known bugs, one in each copy of the tree, and plays the histories of the lease model there: each bug must be noticed within 200
// of them, and the copy without one must not be. The bugs are the patches in packages/conformance/mutants; one that doesn't apply any
// more fails as well. `--seed N` plays other histories than usual. Needs --conditions=ct-src.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { copyTree } from '../demo/src/testing/copied-tree.ts';
import { readOptions, wholeNumber } from './options.mjs';

const run = promisify(execFile);

const PATCHES = fileURLToPath(new URL('../packages/conformance/mutants/', import.meta.url));
const PROGRAM = 'packages/conformance/src/lease-model/program.ts';
const HISTORIES = 200;
const TIMEOUT_MS = 120_000;

// The same histories each time: whether a bug is found must not depend on luck.
const { values } = readOptions(import.meta.url, { seed: wholeNumber(1, 0) });
const env = {
  PATH: process.env['PATH'] ?? '',
  CT_MODEL_SEED: String(values.seed),
  CT_MODEL_RUNS: String(HISTORIES),
  CT_MODEL_FAST: '1',
};

const queue = [null, ...readdirSync(PATCHES).filter((file) => file.endsWith('.patch'))].values();
/** @type {string[]} */
const failed = [];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (const patch of queue) {
      const { held, line } = await judge(patch);
      console.log(`${held ? '✓' : '✗'} ${line}`);
      if (!held) failed.push(line);
    }
  }),
);
if (failed.length > 0) {
  console.error(`\n${failed.length} of the planted bugs would go unnoticed`);
  process.exit(1);
}

/**
 * @param {string | null} patch
 * @returns {Promise<{ readonly held: boolean, readonly line: string }>}
 */
async function judge(patch) {
  const copy = await copyTree([]);
  try {
    if (patch !== null) await run('git', ['apply', join(PATCHES, patch)], { cwd: copy.path });
    const told = await play(copy.path);
    const broken = /\b[IF]\d+: .*/.exec(told.text)?.[0];
    const after = /after (\d+) tests/.exec(told.text)?.[1];
    if (patch === null)
      return { held: told.code === 0, line: `nothing planted: ${told.code === 0 ? told.text : broken}` };
    if (told.code === 0) return { held: false, line: `${patch} survives ${HISTORIES} histories` };
    // Whatever fails for another reason than a broken promise shows nothing.
    if (broken === undefined) return { held: false, line: `${patch} only breaks the program:\n${told.text}` };
    return { held: true, line: `${patch} is noticed after ${after}: ${broken}` };
  } catch (cause) {
    return { held: false, line: `${patch}: ${cause instanceof Error ? cause.message : cause}` };
  } finally {
    await copy.remove();
  }
}

/**
 * @param {string} cwd
 * @returns {Promise<{ readonly code: number, readonly text: string }>}
 */
async function play(cwd) {
  const args = ['--conditions=ct-src', PROGRAM];
  try {
    const { stdout } = await run(process.execPath, args, { cwd, env, timeout: TIMEOUT_MS });
    return { code: 0, text: stdout.trim() };
  } catch (cause) {
    const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (cause);
    return { code: 1, text: `${stdout}${stderr}` };
  }
}
