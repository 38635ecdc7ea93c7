import {
  err,
  type Failure,
  foldAscii,
  isNonEmpty,
  isSecretReference,
  type NonEmpty,
  ok,
  parseSecretReference,
  type Result,
  type SecretReference,
} from '@connect-token/core';
import { readEnvFile } from './reference-file.ts';

/** More than any job reads; a thousand look-ups are still a few seconds. */
export const REFERENCES_MAX = 1_000;

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]{0,255}$/;

/** Whether a name can be a step's output and a variable of every shell, and is no line of the runner's files. */
export const isVariable = (name: string): boolean => VARIABLE.test(name);

/** Where a whole item, or a section of it, is: `op://<vault>/<item>[/<section>]/*`. */
export type WholeReference = Pick<SecretReference, 'vault' | 'item' | 'section'>;

/** A variable that asks for a secret, or with a `*` for all of an item: `name` is then what the variables begin with. */
export type NamedReference = { readonly name: string; readonly text: string } & (
  | {
      readonly kind: 'one';
      readonly reference: SecretReference;
      /** `?ssh-format=openssh`: a private key that is stored in another format is handed on in this one. */
      readonly format: 'stored' | 'openssh';
    }
  | { readonly kind: 'whole'; readonly reference: WholeReference }
);

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The `op://` references of an environment and of env files, each with the variable that holds it, in the order of their names. Of
 * a name in several places the environment goes before the files, and a file before those behind it. What isn't a reference is left
 * out, and so are inputs of actions (`INPUT_…`), which are somebody else's.
 * Fails, with every mistake at once, with `SECRET_REFERENCE_MALFORMED`, `SECRET_UNUSABLE`, `SECRETS_TOO_MANY` and `FILE_UNREADABLE`.
 */
export async function referencesIn(
  environment: Environment,
  files: readonly string[],
): Promise<Result<readonly NamedReference[], NonEmpty<Failure>>> {
  const failures: Failure[] = [];
  const variables = new Map<string, string>();
  const add = (entries: Environment): void => {
    for (const [name, value] of Object.entries(entries))
      if (value !== undefined && !variables.has(name)) variables.set(name, value);
  };
  add(environment);
  for (const path of files) {
    const read = await readEnvFile(path);
    if (read.ok) add(read.value);
    else failures.push(read.error);
  }
  const named = [...variables].filter(([name, value]) => isSecretReference(value) && !/^INPUT_/i.test(name));
  if (named.length > REFERENCES_MAX)
    failures.push({ code: 'SECRETS_TOO_MANY', given: named.length, limit: REFERENCES_MAX });
  const references: NamedReference[] = [];
  for (const [name, text] of named.toSorted(byName)) {
    const parsed = parseNamed(name, text);
    if (parsed.ok) references.push(parsed.value);
    else failures.push(parsed.error);
  }
  return isNonEmpty(failures) ? err(failures) : ok(references);
}

/** The vaults that references name, each once, as the first of them has it: references don't tell upper from lower case. */
export function vaultsOf(references: readonly NamedReference[]): readonly string[] {
  const vaults = new Map<string, string>();
  for (const { reference } of references) {
    const key = foldAscii(reference.vault);
    if (!vaults.has(key)) vaults.set(key, reference.vault);
  }
  return [...vaults.values()];
}

const byName = ([one]: readonly [string, string], [other]: readonly [string, string]): number =>
  one < other ? -1 : 1;

/** In place of a field's name; no name can be written with it. */
const WHOLE = '/*';

/** Source: 1password.dev, "Secret reference syntax", SSH format parameter. */
const OPENSSH = /(?<=^[^?]*)\?ssh-format=openssh$/i;

function parseNamed(name: string, text: string): Result<NamedReference, Failure> {
  if (!isVariable(name)) {
    const problem = 'a variable has letters, digits, `_`, `.` and `-` in its name, and begins with a letter';
    return err({ code: 'SECRET_UNUSABLE', variable: name, reference: text, problem });
  }
  const whole = text.endsWith(WHOLE);
  const stored = text.replace(OPENSSH, '');
  const parsed = parseSecretReference(whole ? `${text.slice(0, -1)}all` : stored);
  if (!parsed.ok) return err({ ...parsed.error, reference: text, variable: name });
  const { vault, item, section } = parsed.value;
  return ok(
    whole
      ? { kind: 'whole', name, text, reference: { vault, item, section } }
      : { kind: 'one', name, text, reference: parsed.value, format: stored === text ? 'stored' : 'openssh' },
  );
}
