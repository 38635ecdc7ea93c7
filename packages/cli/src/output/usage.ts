import type { TokenUse } from '@connect-token/core';
import type { Names } from './audit-sentence.ts';
import { type Cell, formatTable } from './table.ts';
import { formatTime } from './time.ts';

const HEADS = ['TIME', 'ACTION', 'RESULT', 'VAULT', 'ITEM', 'RUN', 'TOKEN', 'FROM', 'CLIENT'] as const;

/** What a call was not about, or whose token was no lease's. */
const NONE = '-';

export const usageTable = (uses: readonly TokenUse[], names: Names, colour: boolean): string =>
  formatTable(
    HEADS,
    uses.map(({ at, action, result, actor, resource, lease }) => [
      formatTime(at),
      action,
      resultCell(result),
      vaultName(resource.vaultId, names),
      itemText(resource),
      lease?.runId ?? NONE,
      actor.tokenId,
      actor.requestIp,
      actor.userAgent,
    ]),
    colour,
  );

const resultCell = (result: TokenUse['result']): Cell =>
  result === 'DENY' ? { text: result, style: 'red' } : result;

const vaultName = (id: string | null, names: Names): string => (id === null ? NONE : (names.vault(id) ?? id));

/** Titles are not in the log: they may say more than who may see the log should know. */
const itemText = ({ itemId, itemVersion }: TokenUse['resource']): string =>
  itemId === null ? NONE : itemVersion === null ? itemId : `${itemId} v${itemVersion}`;
