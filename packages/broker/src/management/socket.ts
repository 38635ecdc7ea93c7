import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, type FailureOf, ok, type Result } from '@connect-token/core';

/** A server that hasn't begun to listen. */
export interface Listener {
  listen(place: { readonly path: string }): Promise<unknown>;
}

/** `sun_path` of the systems with the shortest, less its end. Source: unix(7); macOS has 104 bytes where Linux has 108. */
const PATH_BYTES_MAX = 103;

/**
 * Listens on a Unix socket that only its owner can open. It is made in a directory of its own that nobody else can enter, and moved to
 * its place when its mode is right: there is no moment at which another user could connect, and a stale one is replaced.
 */
export async function listenOnSocket(
  app: Listener,
  path: string,
): Promise<Result<void, FailureOf<'LISTEN_FAILED'>>> {
  if (Buffer.byteLength(path) > PATH_BYTES_MAX)
    return err(failed(path, `the path of a socket has at most ${PATH_BYTES_MAX} bytes`));
  let room: string | undefined;
  try {
    room = await mkdtemp(join(dirname(path), '.s-'));
    const inside = join(room, 's');
    await app.listen({ path: inside });
    await chmod(inside, 0o600);
    await rename(inside, path);
    return ok(undefined);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
    return err(failed(path, CAUSES[code] ?? code));
  } finally {
    if (room !== undefined) await rm(room, { recursive: true, force: true });
  }
}

/** What a closed server leaves behind. */
export const removeSocket = (path: string): Promise<void> => rm(path, { force: true });

const failed = (address: string, cause: string): FailureOf<'LISTEN_FAILED'> => ({
  code: 'LISTEN_FAILED',
  address,
  cause,
});

const CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'there is no such directory',
  EISDIR: 'a directory is in the way',
};
