import { err, foldAscii, ok, quote, type Result } from '@connect-token/core';
import type { OpFailureOf } from './failure.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `$NAME`, `${ NAME }` and `${NAME:-default}`; a name begins with no digit. */
const VARIABLE =
  /\$(?:(?<bare>[A-Za-z_]\w*)|\{[ \t]*(?<name>[A-Za-z_]\w*)[ \t]*(?::-(?<fallback>[^}]*))?\})/g;

/**
 * A text with its variables replaced. Fails with `USAGE` for the first that isn't set and has no default: what an unset one stands for
 * isn't documented, and an empty text in a reference or a file would be a wrong answer.
 * Source: 1password.dev, "Template syntax", variables.
 */
export function expandVariables(text: string, env: Environment): Result<string, OpFailureOf<'USAGE'>> {
  let unset: string | undefined;
  const expanded = text.replaceAll(VARIABLE, (...match) => {
    const { bare, name, fallback } = match.at(-1) as Record<string, string | undefined>;
    const wanted = bare ?? name ?? '';
    const value = lookUpVariable(wanted, env) ?? fallback;
    if (value === undefined) unset ??= wanted;
    return value ?? '';
  });
  return unset === undefined
    ? ok(expanded)
    : err({ code: 'USAGE', problem: `the variable ${quote(unset)} is not set and has no default` });
}

/** Names don't tell upper from lower case; where two differ in nothing else, the exact one or none is meant. */
function lookUpVariable(wanted: string, env: Environment): string | undefined {
  const exact = env[wanted];
  if (exact !== undefined) return exact;
  const folded = foldAscii(wanted);
  const [name, ...more] = Object.keys(env).filter((one) => foldAscii(one) === folded);
  return name === undefined || more.length > 0 ? undefined : env[name];
}
