// The licences of what a bundle contains: of every package whose code is in it, whatever was left out of that code.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {readonly string[]} modules paths of the bundled files */
export function licencesOf(modules) {
  const folders = new Set(
    modules.flatMap((module) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? []),
  );
  return [...folders].sort().map(licence).join('\n');
}

/** @param {string} folder */
function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  const text =
    file === undefined ? '' : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `${name}@${version}\n${license}\n\n${text}\n`;
}
