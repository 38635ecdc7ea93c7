// What main and post of the root action cost: CPU time, wall time and memory of the whole process, beside `node -e 0`, an action
// without any dependency and a plain one with the toolkit. All of them ask the same stubs on loopback, over http and over TLS, and take
// turns, so that what else the machine does falls on all alike. Measures the committed bundle. `--rounds N` (15); `--write` puts the
// tables into docs/benchmarks.md. Fails where main or post takes more CPU than the plain one. Needs --conditions=ct-src.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from '../packages/conformance/src/bench/action/measure.ts';
import { setStage } from '../packages/conformance/src/bench/action/stage.ts';
import { certify } from '../packages/conformance/src/bench/action/tls.ts';
import { writeSection } from './benchmarks-page.mjs';
import { flag, readOptions, wholeNumber } from './options.mjs';
import { bundleReferences } from './reference-actions.mjs';

const DIST = fileURLToPath(new URL('../actions/connect-token/dist/', import.meta.url));

const { values } = readOptions(import.meta.url, { rounds: wholeNumber(15), write: flag() });
const { rounds } = values;

/** @typedef {import('../packages/conformance/src/bench/action/measure.ts').Measured} Measured */
/** @typedef {{ readonly name: string, readonly words: (phase: 'main' | 'post') => readonly string[] }} Contender */

const directory = mkdtempSync(join(tmpdir(), 'connect-token-bench-'));
/** @type {string[]} */
const report = [];
/** @type {string[]} */
const missed = [];
try {
  const references = await bundleReferences(directory);
  /** @type {readonly Contender[]} */
  const contenders = [
    { name: '`node -e 0`', words: () => ['-e', '0'] },
    { name: 'no dependency', words: (phase) => [join(references, `zero-${phase}.js`)] },
    { name: 'this action', words: (phase) => [join(DIST, `${phase}.js`)] },
    { name: 'plain', words: (phase) => [join(references, `plain-${phase}.js`)] },
  ];
  await compare('http', contenders, null);
  const certified = certify(directory);
  if (certified === null) console.error('without openssl there is no certificate: TLS is left out');
  else await compare('TLS', contenders, certified);
} finally {
  rmSync(directory, { recursive: true });
}
console.log(report.join('\n'));
if (values.write) writeSection('action', report.join('\n'));
if (missed.length > 0) {
  console.error(`\nmore CPU than the plain action: ${missed.join('; ')}`);
  process.exit(1);
}

/**
 * @param {string} wire
 * @param {readonly Contender[]} contenders
 * @param {Parameters<typeof setStage>[1]} certified
 */
async function compare(wire, contenders, certified) {
  const stage = await setStage(directory, certified);
  const taken = contenders.map((contender) => ({
    ...contender,
    main: /** @type {Measured[]} */ ([]),
    post: /** @type {Measured[]} */ ([]),
  }));
  try {
    // The first round doesn't count: the files aren't in the machine's cache yet.
    for (let round = 0; round <= rounds; round += 1)
      for (const { words, main, post } of taken) {
        const sample = await perform(stage, words);
        if (round === 0) continue;
        main.push(sample.main);
        post.push(sample.post);
      }
    // Each step ran twice, and `node -e 0` asks for nothing.
    const asked = 2 * (rounds + 1) * (contenders.length - 1);
    if (stage.granted() !== asked || stage.revoked() !== asked)
      throw new Error(`of ${asked} steps each ${stage.granted()} were granted, ${stage.revoked()} revoked`);
  } finally {
    await stage.close();
  }
  for (const phase of /** @type {const} */ (['main', 'post'])) {
    report.push(
      ...(report.length > 0 ? [''] : []),
      `\`${phase}\` over ${wire}, medians of ${rounds} rounds (lowest to highest):`,
      '',
      '| | CPU, ms | beyond `node -e 0` | wall, ms | memory, MB | code, KB |',
      '|---|---|---|---|---|---|',
    );
    const [idle = 0, , ours = 0, plain = 0] = taken.map((each) =>
      median(each[phase].map((one) => one.cpuMs)),
    );
    for (const { name, words, [phase]: samples } of taken) {
      const code = codeOf(words(phase));
      const cpu = samples.map(({ cpuMs }) => cpuMs);
      const cells = [
        name,
        `${Math.round(median(cpu))} (${Math.round(Math.min(...cpu))}–${Math.round(Math.max(...cpu))})`,
        code === 0 ? '' : Math.round(median(cpu) - idle),
        Math.round(median(samples.map(({ wallMs }) => wallMs))),
        Math.round(median(samples.map(({ rssMb }) => rssMb))),
        code === 0 ? '' : Math.round(code / 1_000),
      ];
      report.push(`| ${cells.join(' | ')} |`);
    }
    if (ours > plain)
      missed.push(`${phase} over ${wire}: ${Math.round(ours)} ms against ${Math.round(plain)}`);
  }
}

/**
 * One step and its post, as a runner starts them.
 *
 * @param {import('../packages/conformance/src/bench/action/stage.ts').Stage} stage
 * @param {Contender['words']} words
 */
async function perform(stage, words) {
  const [one, other] = [stage.main(), stage.main()];
  const main = await measure(words('main'), [one.env, other.env], directory);
  const posts = /** @type {const} */ ([stage.post(one.said()), stage.post(other.said())]);
  const post = await measure(words('post'), [posts[0].env, posts[1].env], directory);
  return { main, post };
}

/**
 * How much Node reads before the first line runs: a file and what it imports, lazy imports left out.
 *
 * @param {readonly string[]} words
 * @returns {number}
 */
function codeOf([path = '']) {
  if (!path.endsWith('.js')) return 0;
  const text = readFileSync(path, 'utf8');
  const imports = [...text.matchAll(/^import .* from "(\.\/[\w-]+\.js)";$/gm)].map(([, file = '']) => file);
  return imports.reduce((sum, file) => sum + codeOf([join(dirname(path), file)]), text.length);
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
