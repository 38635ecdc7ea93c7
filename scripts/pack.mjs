// Packs what an operator installs, as `npm pack` does: node scripts/pack.mjs [FOLDER]. One tarball without a dependency: the command's
// bundle has everything in it, the broker too, so installing it asks no registry and runs no script.
// docs/adr/0016-one-tarball-without-dependencies.md says why.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = resolve(process.argv[2] ?? join(ROOT, 'build'));

mkdirSync(FOLDER, { recursive: true });
const staged = mkdtempSync(join(FOLDER, '.pack-'));
try {
  const bundler = join(ROOT, 'scripts/bundle-cli.mjs');
  execFileSync(process.execPath, [bundler, join(staged, 'dist')], { stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(join(staged, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  for (const file of ['LICENSE', 'deploy']) cpSync(join(ROOT, file), join(staged, file), { recursive: true });
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', FOLDER];
  // A cache of its own: nothing of this machine's is read or written.
  const env = { ...process.env, npm_config_cache: join(staged, '.npm') };
  const [name] = execFileSync('npm', words, { cwd: staged, env, encoding: 'utf8' })
    .trim()
    .split('\n')
    .slice(-1);
  console.log(join(FOLDER, name ?? ''));
} finally {
  rmSync(staged, { recursive: true, force: true });
}

/** The package's own, less what only its sources need. It runs on what the bundle was made for: `node:sqlite` without a flag. */
function manifest() {
  const { name, version, description, license, type, bin, files } = JSON.parse(
    readFileSync(join(ROOT, 'packages/cli/package.json'), 'utf8'),
  );
  return {
    name,
    version,
    description,
    license,
    type,
    bin,
    files: [...files, 'deploy'],
    engines: { node: '>=24' },
  };
}
