import { type Document, isMap, isNode, isScalar, type Node } from 'yaml';

/** Something wrong at a place of a text, counted in UTF-16 units from its start. */
export interface Mistake {
  readonly offset: number;
  readonly problem: string;
}

/** `rules[0].match.ref: `, as a person would point at it; nothing for the whole file. */
export function pathOf(document: Document, path: readonly PropertyKey[]): string {
  const parent = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  // One value may stand for a list of one: it is no list to whoever wrote it.
  const written = typeof path.at(-1) === 'number' && isScalar(parent) ? path.slice(0, -1) : path;
  const text = written.reduce<string>(
    (before, key) =>
      before + (typeof key === 'number' ? `[${key}]` : `${before === '' ? '' : '.'}${String(key)}`),
    '',
  );
  return text === '' ? '' : `${text}: `;
}

/** Where a path stands in the file: at its key where there is one, else at the nearest thing around it that exists. */
export function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (isNode(pair?.key)) return startOf(pair.key);
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return startOf(node);
  }
  return isNode(document.contents) ? startOf(document.contents) : 0;
}

export const startOf = (node: Pick<Node, 'range'>): number => node.range?.[0] ?? 0;
