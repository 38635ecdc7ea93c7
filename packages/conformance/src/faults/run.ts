import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { closeIssuer, openFarWorld } from '../lease-model/far/far-world.ts';
import { type Ground, layGround } from '../lease-model/ground.ts';
import { play } from '../lease-model/play.ts';
import { measured } from './measured.ts';
import { type Evidence, ROWS } from './row.ts';
import { runTests, type TestResult } from './test-results.ts';

const PROTOCOL = fileURLToPath(new URL('../../../../docs/lease-protocol.md', import.meta.url));
const PAGE = fileURLToPath(new URL('../../../../docs/faults.md', import.meta.url));

const HEAD = `# Faults

What was promised ([lease-protocol.md](lease-protocol.md#faults)) and what was seen when it was broken on one machine. Written by
\`npm run faults -- --write\`; the rows of *histories* kill or stop a broker of its own, at the named step, and go on until nothing is alive.

`;

interface Seen {
  readonly held: boolean | null;
  readonly text: string;
}

/** The one place in which a promise is written down is the page of the protocol. */
async function promises(): Promise<
  ReadonlyMap<string, { readonly breaks: string; readonly promised: string }>
> {
  const page = await readFile(PROTOCOL, 'utf8');
  return new Map(
    [...page.matchAll(/^\| (F\d+) \| (.*?) \| (.*?) \| .*? \|$/gm)].map(
      ([, fault = '', breaks = '', promised = '']) => [fault, { breaks, promised }],
    ),
  );
}

async function see(evidence: Evidence, ground: Ground, results: readonly TestResult[]): Promise<Seen> {
  switch (evidence.kind) {
    case 'none':
      return { held: null, text: `not run here: ${evidence.why}` };
    case 'tests':
      return seeTests(evidence, results);
    case 'measured':
      return seeMeasured(evidence.bench);
    case 'history':
      try {
        const { delivered, lives, states } = await play(
          await openFarWorld(ground, evidence.history),
          evidence.history,
        );
        const over = `${lives} processes, ${delivered} delivered, at the end no token alive, leases ${states.join(', ') || 'none'}`;
        return { held: true, text: `${evidence.how}: ${over}` };
      } catch (cause) {
        const [why = ''] = String(cause instanceof Error ? cause.message : cause).split('\n');
        return { held: false, text: `${evidence.how}: ${why}` };
      }
  }
}

async function seeMeasured(bench: string): Promise<Seen> {
  const rows = await measured(bench);
  const text = rows.map(({ what, value }) => `${what}: ${value}`).join('; ');
  const held = rows.length > 0 && rows.every(({ isReached }) => isReached);
  return { held, text: `measured by \`npm run bench -- ${bench}\` ([benchmarks](benchmarks.md)): ${text}` };
}

function seeTests({ file, named }: Evidence & { kind: 'tests' }, results: readonly TestResult[]): Seen {
  const counted = results.filter(
    (result) => result.file === file && named.some((start) => result.name.startsWith(start)),
  );
  const missing = named.filter((start) => !counted.some(({ name }) => name.startsWith(start)));
  const bad = counted.filter(({ status }) => status === 'failed').map(({ name }) => name);
  const skipped = counted.filter(({ status }) => status === 'skipped').length;
  if (missing.length > 0) return { held: false, text: `\`${file}\` has no test \`${missing.join('`, `')}\`` };
  if (bad.length > 0) return { held: false, text: `\`${file}\`: ${bad.join('; ')}` };
  if (skipped === counted.length) return { held: null, text: `skipped here: \`${file}\`` };
  return { held: true, text: `${counted.length - skipped} tests of \`${file}\`` };
}

/** Whether every promise held, as it says on stdout row by row; `write`: into the page too. */
export async function injectFaults({ write }: { readonly write: boolean }): Promise<boolean> {
  const files = ROWS.flatMap(({ evidence }) =>
    evidence.flatMap((each) => (each.kind === 'tests' ? [each.file] : [])),
  );
  const promised = await promises();
  const results = await runTests([...new Set(files)]);
  const ground = await layGround();
  const lines: string[] = ['| | what breaks | promised | seen | |', '|---|---|---|---|---|'];
  let broken = 0;
  for (const { fault, evidence } of ROWS) {
    const seen: Seen[] = [];
    for (const each of evidence) seen.push(await see(each, ground, results));
    const failed = seen.some(({ held }) => held === false);
    const word = failed ? '**broken**' : seen.some(({ held }) => held === true) ? 'held' : 'not run';
    if (failed) broken += 1;
    const { breaks = '', promised: promise = '' } = promised.get(fault) ?? {};
    const line = `| ${fault} | ${breaks} | ${promise} | ${seen.map(({ text }) => text).join('<br>')} | ${word} |`;
    lines.push(line);
    process.stdout.write(`${line}\n`);
  }
  ground.remove();
  await closeIssuer();
  if (write) await writeFile(PAGE, `${HEAD}${lines.join('\n')}\n`);
  process.stdout.write(`\n${ROWS.length} faults, ${broken} promises broken\n`);
  return broken === 0;
}
