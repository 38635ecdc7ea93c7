import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@connect-token/testkit';
import { REPOSITORY } from '../paths.ts';

/** One text of a file, and what stands there instead. */
export interface Replacement {
  readonly file: string;
  readonly text: string;
  readonly by: string;
}

/** What the demo runs on. */
const COPIED = ['packages', 'actions', 'demo', 'examples', 'action.yml', 'package.json'] as const;

const MADE = new Set(['node_modules', 'build', '.turbo', 'reports']);

/**
 * A copy of the repository that can be broken without anybody's harm: its own sources, other people's packages by link. Rejects
 * where a replacement doesn't apply exactly once any more, because it would break nothing then.
 */
export async function copyTree(replacements: readonly Replacement[]): Promise<TemporaryDirectory> {
  const copy = await temporaryDirectory('copy');
  try {
    for (const name of COPIED) {
      const filter = (source: string): boolean => !MADE.has(basename(source));
      await cp(join(REPOSITORY, name), join(copy.path, name), { recursive: true, filter });
    }
    await linkModules(join(copy.path, 'node_modules'));
    for (const replacement of replacements) await replace(copy.path, replacement);
    return copy;
  } catch (cause) {
    await copy.remove();
    throw cause;
  }
}

/** Entry by entry: one link for the whole folder would lead back to the original's own packages. */
async function linkModules(folder: string): Promise<void> {
  const original = join(REPOSITORY, 'node_modules');
  await mkdir(join(folder, '@connect-token'), { recursive: true });
  for (const entry of await readdir(original)) {
    if (entry === '@connect-token') continue;
    await symlink(join(original, entry), join(folder, entry));
  }
  for (const name of await readdir(join(REPOSITORY, 'packages'))) {
    await symlink(join('../../packages', name), join(folder, '@connect-token', name));
  }
}

async function replace(copy: string, { file, text, by }: Replacement): Promise<void> {
  const path = join(copy, file);
  const content = await readFile(path, 'utf8');
  const times = content.split(text).length - 1;
  if (times !== 1) throw new Error(`${file} has \`${text}\` ${times} times, and not once`);
  await writeFile(
    path,
    content.replace(text, () => by),
  );
}
