import { readSealingKey } from '@connect-token/account/open';
import { err, ok } from '@connect-token/core';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import type { Output } from '../../io.ts';
import { formatJson } from '../../output/json.ts';

/** The new key is read before anything is done; what is interrupted is run again with the same two keys, and goes on where it was. */
export const rekeyAccount: AccountWork = async (args, session) => {
  const path = args.needed('new-key-file');
  const key = await readSealingKey({ path, env: {} });
  if (!key.ok) return err([key.error]);
  const { io, format } = session;
  const sure = await confirm(
    session,
    'sealing everything under the new key while nothing serves this account',
  );
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  if (format !== 'json')
    io.stderr.write('sealing everything under the new key; where this is interrupted, run it again\n');
  const showsProgress = format !== 'json' && io.stderr.terminal;
  const done = await session.rekey(key.value, showsProgress ? progressOn(io.stderr) : undefined);
  if (!done.ok) return done;
  if (format === 'json') {
    io.stdout.write(formatJson({ resealed: done.value.resealed }));
    return ok('done');
  }
  io.stdout.write(`Everything is sealed under the key in ${path}.
Put it where the old key was before you start anything again. Keep the old key as long as you keep backups and exports
that were made with it, and destroy it then.
`);
  return ok('done');
};

/** One line that is written over, once for each percent. */
function progressOn(output: Output): (resealed: number, total: number) => void {
  let shown = -1;
  return (resealed, total) => {
    const percent = total === 0 ? 100 : Math.floor((resealed / total) * 100);
    if (percent === shown) return;
    shown = percent;
    output.write(`\rsealed ${resealed} of ${total} (${percent} %)${resealed === total ? '\n' : ''}`);
  };
}
