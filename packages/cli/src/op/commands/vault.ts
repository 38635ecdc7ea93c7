import { err, ok } from '@connect-token/core';
import { print } from '../../output/print.ts';
import { formatTable } from '../../output/table.ts';
import { type OpWork, parseCommandLine } from '../command.ts';
import { openConnectApi } from '../connect-api.ts';
import { vaultJson } from '../item-json.ts';
import { findVault } from '../lookup.ts';
import { formatPairs } from '../pairs.ts';

export const vaultList: OpWork = async (args, context) => {
  const line = parseCommandLine(args, {}, 0);
  if (!line.ok) return line;
  const api = openConnectApi(context.io.env);
  if (!api.ok) return api;
  const vaults = await api.value.vaults();
  if (!vaults.ok) return vaults;
  print(context, {
    json: () => vaults.value.map(vaultJson),
    human: (colour) =>
      formatTable(
        ['ID', 'NAME'],
        vaults.value.map(({ id, name }) => [id, name]),
        colour,
      ),
  });
  return ok(0);
};

export const vaultGet: OpWork = async (args, context) => {
  const line = parseCommandLine(args, {}, 1);
  if (!line.ok) return line;
  const [text] = line.value.positionals;
  if (text === undefined) return err({ code: 'USAGE', problem: 'name the vault, by its name or its id' });
  if (text === '-') return err({ code: 'NOT_SUPPORTED', what: 'op vault get -' });
  const api = openConnectApi(context.io.env);
  if (!api.ok) return api;
  const found = await findVault(api.value, text);
  if (!found.ok) return found;
  const vault = found.value;
  print(context, {
    json: () => vaultJson(vault),
    human: () =>
      formatPairs([
        ['ID', vault.id],
        ['Name', vault.name],
        ['Type', vault.type ?? ''],
        ['Items', String(vault.items ?? '')],
        ['Created', vault.createdAt ?? ''],
        ['Updated', vault.updatedAt ?? ''],
      ]),
  });
  return ok(0);
};
