// `npm run bench -- NAME [options]` runs scripts/bench-NAME.mjs; without a name, `cli`. `npm run bench -- NAME --help` says what it
// measures, and which options it takes. Needs --conditions=ct-src.
import { readdirSync, readFileSync } from 'node:fs';
import { headOf, refuseCall } from './options.mjs';

const names = readdirSync(new URL('.', import.meta.url)).flatMap(
  (file) => /^bench-(\w+)\.mjs$/.exec(file)?.[1] ?? [],
);
const [given = ''] = process.argv.slice(2);
if (given === '--help' || given === '-h') {
  console.log(`${headOf(readFileSync(new URL(import.meta.url), 'utf8'))}\nThere are ${names.join(', ')}.`);
  process.exit(0);
}
const isNamed = given !== '' && !given.startsWith('-');
const name = isNamed ? given : 'cli';
if (!names.includes(name)) refuseCall(`there is no benchmark \`${name}\`; there are ${names.join(', ')}`);
// What is left is the benchmark's own.
if (isNamed) process.argv.splice(2, 1);
await import(new URL(`bench-${name}.mjs`, import.meta.url).href);
