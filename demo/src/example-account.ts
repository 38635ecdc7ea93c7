import { readAccountFile } from '@connect-token/account';
import { describe } from '@connect-token/core';

/** What the demo knows of the account beforehand, from the file that the broker makes it from. */
export interface ExampleAccount {
  /** The value of a field, to compare with what the SDK reads; never printed. */
  valueOf(vault: string, item: string, field: string): string;
  idOf(vault: string): string;
}

/** Rejects where the file is malformed, or hasn't got what the demo shows. */
export async function readExampleAccount(path: string): Promise<ExampleAccount> {
  const file = await readAccountFile(path, { allowEveryone: false });
  if (!file.ok) throw new Error(file.error.map(describe).join('\n'));
  const { vaults } = file.value.value;
  const vaultOf = (name: string) =>
    present(
      `vault ${name}`,
      vaults.find((vault) => vault.name === name),
    );
  return {
    valueOf: (vault, title, label) => {
      const item = present(
        `item ${title}`,
        vaultOf(vault).items.find((each) => each.title === title),
      );
      return present(
        `field ${label}`,
        item.fields.find((each) => each.label === label),
      ).value.reveal();
    },
    idOf: (vault) => present(`id of the vault ${vault}`, vaultOf(vault).id),
  };
}

function present<T>(what: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`the account file has no ${what}`);
  return value;
}
