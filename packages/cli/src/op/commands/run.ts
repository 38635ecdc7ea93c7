import { parseEnv } from 'node:util';
import { err, isSecretReference, ok, type Result } from '@connect-token/core';
import type { Io } from '../../io.ts';
import { type OpWork, parseCommandLine, textFlags } from '../command.ts';
import { openConnectApi } from '../connect-api.ts';
import type { OpFailure } from '../failure.ts';
import { parseReference } from '../parse-reference.ts';
import { resolveReference } from '../resolve-reference.ts';
import { runChild } from '../run-child.ts';
import { readTextFile } from '../text-file.ts';
import { expandVariables } from '../variables.ts';

const OPTIONS = {
  'env-file': { type: 'string', multiple: true },
  'no-masking': { type: 'boolean' },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

export const run: OpWork = async (args, { io }) => {
  const { own, command } = splitCommand(args);
  const line = parseCommandLine(own, OPTIONS, 0);
  if (!line.ok) return line;
  const [program, ...rest] = command;
  if (program === undefined) return err({ code: 'USAGE', problem: 'name the command: op run -- <command>' });
  const { flags } = line.value;
  const env = await readEnvironment(io.env, textFlags(flags, 'env-file'));
  if (!env.ok) return env;
  const resolved = await resolveEnvironment(env.value, io);
  if (!resolved.ok) return resolved;
  return runChild({
    command: program,
    args: rest,
    env: resolved.value.env,
    concealed:
      flags['no-masking'] === true || io.env['OP_RUN_NO_MASKING'] === 'true' ? null : resolved.value.secrets,
  });
};

/** The command begins behind `--`, or with the first word that is no flag of ours. */
function splitCommand(args: readonly string[]): { own: readonly string[]; command: readonly string[] } {
  const at = args.findIndex((arg, index) => !arg.startsWith('-') && args[index - 1] !== '--env-file');
  const dashes = args.indexOf('--');
  if (dashes >= 0 && (at < 0 || dashes < at))
    return { own: args.slice(0, dashes), command: args.slice(dashes + 1) };
  return at < 0 ? { own: args, command: [] } : { own: args.slice(0, at), command: args.slice(at) };
}

/** The process's own variables, under those of the files; of two files the later one rules. */
async function readEnvironment(
  own: Environment,
  paths: readonly string[],
): Promise<Result<Environment, OpFailure>> {
  const env: Record<string, string | undefined> = { ...own };
  for (const path of paths) {
    const text = await readTextFile(path);
    if (!text.ok) return text;
    Object.assign(env, parseEnv(text.value));
  }
  return ok(env);
}

interface ResolvedEnvironment {
  readonly env: Environment;
  readonly secrets: readonly string[];
}

/** Without a reference nothing is asked, and nobody has to be signed in. */
async function resolveEnvironment(env: Environment, io: Io): Promise<Result<ResolvedEnvironment, OpFailure>> {
  const references = Object.entries(env).filter(
    ([, value]) => value !== undefined && isSecretReference(value),
  );
  if (references.length === 0) return ok({ env, secrets: [] });
  const api = openConnectApi(env);
  if (!api.ok) return api;
  const resolved: Record<string, string | undefined> = { ...env };
  const secrets: string[] = [];
  for (const [name, value = ''] of references) {
    const failed = (failure: OpFailure) => err({ code: 'AT', place: name, failure } as const);
    const expanded = expandVariables(value, env);
    if (!expanded.ok) return failed(expanded.error);
    const reference = parseReference(expanded.value);
    if (!reference.ok) return failed(reference.error);
    const secret = await resolveReference(api.value, reference.value, io.now());
    if (!secret.ok) return failed(secret.error);
    resolved[name] = secret.value.reveal();
    secrets.push(secret.value.reveal());
  }
  return ok({ env: resolved, secrets });
}
