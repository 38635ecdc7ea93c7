// `npm run bench -- NAME [options]` runs scripts/bench-NAME.mjs; without a name, `cli`. Each says in its first lines what it measures
// and which options it takes. Needs --conditions=ct-src.
import { readdirSync } from 'node:fs';

const names = readdirSync(new URL('.', import.meta.url)).flatMap(
  (file) => /^bench-(\w+)\.mjs$/.exec(file)?.[1] ?? [],
);
const [given = ''] = process.argv.slice(2);
const name = given === '' || given.startsWith('-') ? 'cli' : given;
if (!names.includes(name)) {
  console.error(`there is no benchmark \`${name}\`; there are ${names.join(', ')}`);
  process.exit(2);
}
await import(new URL(`bench-${name}.mjs`, import.meta.url).href);
