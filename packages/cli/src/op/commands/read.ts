import { err, ok } from '@connect-token/core';
import { type OpWork, parseCommandLine, textFlag } from '../command.ts';
import { openConnectApi } from '../connect-api.ts';
import { parseFileMode, writeWhole } from '../out-file.ts';
import { parseReference } from '../parse-reference.ts';
import { resolveBytes, resolveReference } from '../resolve-reference.ts';

const OPTIONS = {
  'no-newline': { type: 'boolean', short: 'n' },
  'out-file': { type: 'string', short: 'o' },
  'file-mode': { type: 'string' },
  force: { type: 'boolean', short: 'f' },
} as const;

export const read: OpWork = async (args, { io }) => {
  const line = parseCommandLine(args, OPTIONS, 1);
  if (!line.ok) return line;
  const { flags, positionals } = line.value;
  const [text] = positionals;
  if (text === undefined)
    return err({ code: 'USAGE', problem: 'name the secret: op://<vault>/<item>/<field>' });
  const reference = parseReference(text);
  if (!reference.ok) return reference;
  const mode = parseFileMode(textFlag(flags, 'file-mode'));
  if (!mode.ok) return mode;
  const api = openConnectApi(io.env);
  if (!api.ok) return api;
  const end = flags['no-newline'] === true ? '' : '\n';
  const path = textFlag(flags, 'out-file');
  if (path === undefined) {
    const value = await resolveReference(api.value, reference.value, io.now());
    if (!value.ok) return value;
    io.stdout.write(`${value.value.reveal()}${end}`);
    return ok(0);
  }
  const value = await resolveBytes(api.value, reference.value, io.now());
  if (!value.ok) return value;
  const { kind, bytes } = value.value;
  // A file is written as it is: a newline more would be another file.
  const content = kind === 'file' ? bytes.reveal() : Buffer.concat([bytes.reveal(), Buffer.from(end)]);
  const written = await writeWhole({ path, content, mode: mode.value, force: flags['force'] === true });
  if (!written.ok) return written;
  io.stdout.write(`${written.value}\n`);
  return ok(0);
};
