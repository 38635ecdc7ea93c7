import { readFileSync } from 'node:fs';

/** The version of this package, from its `package.json`, which stands beside `src` and `dist` alike. */
export function ownVersion(): string {
  const path = new URL('../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
  return version;
}
