import { err, type Instant, ok, type Result } from '@connect-token/core';
import type { Io } from '../../io.ts';
import { type OpWork, parseCommandLine, textFlag } from '../command.ts';
import { type ConnectApi, openConnectApi } from '../connect-api.ts';
import type { OpFailure } from '../failure.ts';
import { parseFileMode, writeWhole } from '../out-file.ts';
import { resolveReference } from '../resolve-reference.ts';
import { parseTemplate, type TemplatePart } from '../template.ts';
import { readTextFile } from '../text-file.ts';

const OPTIONS = {
  'in-file': { type: 'string', short: 'i' },
  'out-file': { type: 'string', short: 'o' },
  'file-mode': { type: 'string' },
  force: { type: 'boolean', short: 'f' },
} as const;

export const inject: OpWork = async (args, { io }) => {
  const line = parseCommandLine(args, OPTIONS, 0);
  if (!line.ok) return line;
  const { flags } = line.value;
  const mode = parseFileMode(textFlag(flags, 'file-mode'));
  if (!mode.ok) return mode;
  const template = await readTemplate(textFlag(flags, 'in-file'), io);
  if (!template.ok) return template;
  const parts = parseTemplate(template.value, io.env);
  if (!parts.ok) return parts;
  const api = openConnectApi(io.env);
  if (!api.ok) return api;
  const content = await render(parts.value, api.value, io.now());
  if (!content.ok) return content;
  const path = textFlag(flags, 'out-file');
  if (path === undefined) {
    io.stdout.write(content.value);
    return ok(0);
  }
  const written = await writeWhole({
    path,
    content: content.value,
    mode: mode.value,
    force: flags['force'] === true,
  });
  if (!written.ok) return written;
  io.stdout.write(`${written.value}\n`);
  return ok(0);
};

/** Standard input has a name that wrappers use, and opening it by that name fails where it is a socket. */
async function readTemplate(path: string | undefined, io: Io): Promise<Result<string, OpFailure>> {
  if (path === undefined || path === '-' || path === '/dev/stdin') {
    const input = await io.readInput();
    return input.ok ? input : err({ code: 'RULE', failure: input.error });
  }
  return readTextFile(path);
}

/** All or nothing: half a configuration is a wrong one. */
async function render(
  parts: readonly TemplatePart[],
  api: ConnectApi,
  now: Instant,
): Promise<Result<string, OpFailure>> {
  const texts: string[] = [];
  for (const part of parts) {
    if (part.kind === 'text') {
      texts.push(part.text);
      continue;
    }
    const value = await resolveReference(api, part.reference, now);
    if (!value.ok) return err({ code: 'AT', place: `line ${part.line}`, failure: value.error });
    texts.push(value.value.reveal());
  }
  return ok(texts.join(''));
}
