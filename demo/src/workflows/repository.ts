import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '../paths.ts';

/** The scripts of the repository that the example workflows check out, by name; each is run with bash. */
export type Scripts = Readonly<Record<string, string>>;

/** Reads through 1Password's SDK and prints the value, as a careless script would: only the masks stand before it. */
const READ_SECRET = `import { OnePasswordConnect } from '@1password/connect';
const [serverURL, token, vaultName, title, label] = process.argv.slice(2);
const connect = OnePasswordConnect({ serverURL, token, keepAlive: false });
const vault = await connect.getVaultByTitle(vaultName);
const item = await connect.getItemByTitle(vault.id, title);
console.log(\`\${vaultName}: \${item.fields.find((field) => field.label === label).value.length} characters\`);
`;

/** The package is there already: no test loads anything from the network. */
const NPM = `#!/bin/sh
if [ "$*" != 'install --no-save @1password/connect@1.4.2' ]; then echo "npm $* is not for tests" >&2; exit 1; fi
mkdir -p node_modules/@1password && ln -sfn '${REPOSITORY}node_modules/@1password/connect' node_modules/@1password/connect
`;

export interface Repository {
  /** What \`actions/checkout\` brings. */
  readonly checkout: string;
  /** Programs that a GitHub-hosted runner has: \`npm\`. */
  readonly programs: string;
}

export async function writeRepository(
  directory: string,
  scripts: Scripts,
  files: Readonly<Record<string, string>>,
): Promise<Repository> {
  const checkout = join(directory, 'repository');
  const programs = join(directory, 'programs');
  await mkdir(join(checkout, 'node_modules', '@1password'), { recursive: true });
  await mkdir(programs, { recursive: true });
  await symlink(
    join(REPOSITORY, 'node_modules/@1password/connect'),
    join(checkout, 'node_modules/@1password/connect'),
  );
  await writeFile(join(checkout, 'read-secret.mjs'), READ_SECRET);
  for (const [name, text] of Object.entries(scripts))
    await writeFile(join(checkout, name), `#!/usr/bin/env bash\nset -e\n${text}\n`, { mode: 0o755 });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await writeFile(join(checkout, path), text);
  }
  await writeFile(join(programs, 'npm'), NPM, { mode: 0o755 });
  return { checkout, programs };
}
