import { type Err, err, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { ItemProblem, PatchOperation } from './item-draft.ts';

/** One operation of a patch, with its place in it: `[2]`. */
export interface Edit extends PatchOperation {
  readonly at: string;
}

export type Edited<T> = Result<T, NonEmpty<ItemProblem>>;

/** Elements out of a value, which stands at `path`. */
type ReadList<T> = (value: unknown, path: string) => Edited<readonly T[]>;

export const NOTHING_THERE = 'names nothing that an item has';

/** Why an operation can't be done: said of its path, or of its value. */
export const refuse = (
  { at }: Edit,
  problem: string,
  part: 'path' | 'value' = 'path',
): Err<NonEmpty<ItemProblem>> => err([{ path: `${at}.${part}`, problem }]);

/** A list as a whole. `add` appends: one element, or several. */
export function editWhole<T>(list: readonly T[], edit: Edit, read: ReadList<T>): Edited<readonly T[]> {
  if (edit.op === 'remove') return ok([]);
  const several = edit.op === 'replace' || Array.isArray(edit.value);
  const given = read(several ? edit.value : [edit.value], `${edit.at}.value`);
  if (!given.ok || edit.op === 'replace') return given;
  return ok([...list, ...given.value]);
}

/** An element by its position, from 0; `-` is the position after the last (RFC 6901 §4). */
export function editAt<T>(
  list: readonly T[],
  edit: Edit,
  position: string,
  read: ReadList<T>,
): Edited<readonly T[]> {
  const index =
    position === '-' ? list.length : Number(/^(?:0|[1-9]\d{0,3})$/.exec(position)?.[0] ?? Infinity);
  const last = edit.op === 'add' ? list.length : list.length - 1;
  if (index > last) return refuse(edit, 'names no position of the list');
  if (edit.op === 'remove') return ok(list.toSpliced(index, 1));
  const given = read([edit.value], `${edit.at}.value`);
  return given.ok ? ok(list.toSpliced(index, edit.op === 'add' ? 0 : 1, ...given.value)) : given;
}

/** An element by its id, which it keeps; one that isn't there can be added under it. */
export function editById<T extends { readonly id: string | null }>(
  list: readonly T[],
  edit: Edit,
  { id, index }: { readonly id: string; readonly index: number },
  read: ReadList<T>,
): Edited<readonly T[]> {
  const isThere = index >= 0;
  if (!isThere && edit.op !== 'add') return refuse(edit, NOTHING_THERE);
  if (edit.op === 'remove') return ok(list.toSpliced(index, 1));
  const given = read([edit.value], `${edit.at}.value`);
  if (!given.ok) return given;
  if (given.value.some((element) => element.id !== null && element.id !== id))
    return refuse(edit, 'has another id than the path', 'value');
  const named = given.value.map((element) => ({ ...element, id }));
  return ok(isThere ? list.toSpliced(index, 1, ...named) : [...list, ...named]);
}
