import { startBudget } from '@connect-token/broker-client';
import { err, type Failure, ok, type Result, type Secret } from '@connect-token/core';
import { type ConnectWire, getJson } from './get.ts';
import { createLanes } from './lanes.ts';
import { type Item, type ItemOverview, readContent, readItem, readItems } from './shape.ts';

/** In all. A job that reads a thousand secrets takes a few seconds. */
const READ_WITHIN_MS = 60_000;

/** As many as a Connect server serves one client without noticing. */
const AT_A_TIME = 8;

type Answer<T> = Promise<Result<T, Failure>>;

/**
 * One Connect server. Each thing is asked for once, however many references name it; a server that is away fails with one and the
 * same `CONNECT_UNREACHABLE` for all of them, and is left alone from then on: a thousand secrets would each wait for it.
 */
export interface ConnectSource {
  items(vaultId: string): Answer<readonly ItemOverview[]>;
  item(vaultId: string, itemId: string): Answer<Item>;
  /** What is in a file, in Base64; empty where the server gives larger ones only as a stream. */
  file(vaultId: string, itemId: string, fileId: string): Answer<Secret<string>>;
}

export function connectSource(wire: ConnectWire): ConnectSource {
  const budget = startBudget(wire.time, READ_WITHIN_MS);
  const inLane = createLanes(AT_A_TIME);
  const answers = new Map<string, Answer<unknown>>();
  let away: Failure | undefined;
  const get = async (path: string): Answer<unknown> => {
    if (away !== undefined) return err(away);
    const json = await getJson(wire, path, budget);
    if (json.ok || json.error.code !== 'CONNECT_UNREACHABLE') return json;
    away ??= json.error;
    return err(away);
  };
  const ask = <T>(path: string, read: (value: unknown) => T | undefined): Answer<T> => {
    const known = answers.get(path) as Answer<T> | undefined;
    if (known !== undefined) return known;
    const answer = inLane(async () => {
      const json = await get(path);
      if (!json.ok) return json;
      const value = read(json.value);
      const cause = 'the answer has another shape than the Connect API';
      return value === undefined
        ? err<Failure>({ code: 'CONNECT_ANSWER_INVALID', url: wire.origin, cause, attempts: 1 })
        : ok(value);
    });
    answers.set(path, answer);
    return answer;
  };
  const itemsPath = (vaultId: string): string => `/v1/vaults/${encodeURIComponent(vaultId)}/items`;
  const itemPath = (vaultId: string, itemId: string): string =>
    `${itemsPath(vaultId)}/${encodeURIComponent(itemId)}`;
  return {
    items: (vaultId) => ask(itemsPath(vaultId), readItems),
    item: (vaultId, itemId) => ask(itemPath(vaultId, itemId), readItem),
    file: (vaultId, itemId, fileId) =>
      ask(`${itemPath(vaultId, itemId)}/files/${encodeURIComponent(fileId)}?inline_files=true`, readContent),
  };
}
