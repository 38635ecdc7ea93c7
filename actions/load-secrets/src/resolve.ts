import {
  describe,
  err,
  type Failure,
  isNonEmpty,
  type NonEmpty,
  ok,
  quote,
  type Result,
  type Secret,
} from '@connect-token/core';
import type { NamedReference } from '@connect-token/job';
import { readField, readFile, readText } from './attribute.ts';
import type { Item } from './connect/shape.ts';
import type { ConnectSource } from './connect/source.ts';
import { find, findField, findSection } from './find.ts';
import { type Handing, type LoadedSecret, refuseSecrets } from './loaded-secret.ts';
import { toOpenSsh } from './openssh-key.ts';
import { nameFields } from './whole.ts';

/** A vault that the token reaches. */
export interface ReachedVault {
  readonly id: string;
  readonly name: string;
}

/**
 * All of the secrets, or everything that is wrong: with the references, and with what they lead to. What a server says of many
 * of them is told once.
 */
export async function resolveSecrets(
  references: readonly NamedReference[],
  vaults: readonly ReachedVault[],
  source: ConnectSource,
  as: Handing,
): Promise<Result<readonly LoadedSecret[], NonEmpty<Failure>>> {
  const failures = new Map<string, Failure>();
  const secrets: LoadedSecret[] = [];
  const resolved = await Promise.all(references.map((named) => resolveNamed(named, vaults, source)));
  for (const result of resolved) {
    if (result.ok) secrets.push(...result.value);
    else failures.set(describe(result.error), result.error);
  }
  for (const failure of refuseSecrets(secrets, as)) failures.set(describe(failure), failure);
  const all = [...failures.values()];
  return isNonEmpty(all) ? err(all) : ok(secrets);
}

type Answer<T> = Promise<Result<T, Failure>>;

async function resolveNamed(
  named: NamedReference,
  vaults: readonly ReachedVault[],
  source: ConnectSource,
): Answer<readonly LoadedSecret[]> {
  const found = await findItem(named, vaults, source);
  if (!found.ok) return found;
  const { vaultId, item } = found.value;
  if (named.kind === 'whole') return readWhole(named, item);
  const value = await readOne(named, vaultId, item, source);
  return value.ok ? ok([{ name: named.name, reference: named.text, value: value.value }]) : value;
}

interface FoundItem {
  readonly vaultId: string;
  readonly item: Item;
}

async function findItem(
  named: NamedReference,
  vaults: readonly ReachedVault[],
  source: ConnectSource,
): Answer<FoundItem> {
  const { vault: vaultText, item: itemText } = named.reference;
  const vault = find(named, { noun: 'vault', text: vaultText, where: 'what the token reaches' }, vaults);
  if (!vault.ok) return vault;
  const items = await source.items(vault.value.id);
  if (!items.ok) return items;
  const inUse = items.value.filter(({ retired }) => !retired);
  const where = `the vault ${quote(vault.value.name)}`;
  const overview = find(named, { noun: 'item', text: itemText, where }, inUse);
  if (!overview.ok) return overview;
  const item = await source.item(vault.value.id, overview.value.id);
  return item.ok ? ok({ vaultId: vault.value.id, item: item.value }) : item;
}

type One = Extract<NamedReference, { readonly kind: 'one' }>;

async function readOne(
  named: One,
  vaultId: string,
  item: Item,
  source: ConnectSource,
): Answer<Secret<string>> {
  const found = findField(named, item, named.reference);
  if (!found.ok) return found;
  const { attribute } = named.reference;
  if (found.value.kind === 'field') {
    const value = readField(found.value.field, attribute);
    return usable(named, named.format === 'openssh' && value.ok ? toOpenSsh(value.value) : value);
  }
  if (named.format === 'openssh')
    return usable(named, err('only a field is a private key, and it is a file'));
  const { file } = found.value;
  const part = readFile(file, attribute);
  if (!part.ok) return usable(named, part);
  if (part.value !== 'content') return ok(part.value);
  const content = await source.file(vaultId, item.id, file.id);
  if (!content.ok) return content;
  // Real files are never empty here: the server leaves the content out where the file is too large for an answer.
  return file.size > 0 && content.value.reveal() === ''
    ? usable(named, err(`the file has ${file.size} bytes, more than a variable can hold`))
    : usable(named, readText(content.value));
}

type Whole = Extract<NamedReference, { readonly kind: 'whole' }>;

function readWhole(named: Whole, item: Item): Result<readonly LoadedSecret[], Failure> {
  const { section } = named.reference;
  const within = section === undefined ? undefined : findSection(named, item, section);
  if (within !== undefined && !within.ok) return within;
  const fields = item.fields.filter((field) => within === undefined || field.section === within.value.id);
  const variables = usable(named, nameFields(named.name, fields));
  return variables.ok ? ok(variables.value.map((one) => ({ ...one, reference: named.text }))) : variables;
}

const usable = <T>(named: NamedReference, result: Result<T, string>): Result<T, Failure> =>
  result.ok
    ? result
    : err({
        code: 'SECRET_UNUSABLE',
        variable: named.name,
        reference: named.text,
        problem: result.error,
      });
