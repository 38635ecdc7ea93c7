import { isSecretReference, ok } from '@connect-token/core';
import { type OpWork, parseCommandLine } from '../command.ts';

/** The names of the variables whose value is a secret reference, one a line, and nothing of the values. */
export const envList: OpWork = async (args, { io }) => {
  const line = parseCommandLine(args, {}, 0);
  if (!line.ok) return line;
  const names = Object.entries(io.env).flatMap(([name, value]) =>
    value !== undefined && isSecretReference(value) ? [name] : [],
  );
  io.stdout.write(names.map((name) => `${name}\n`).join(''));
  return ok(0);
};
