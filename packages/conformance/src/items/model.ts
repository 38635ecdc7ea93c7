import type { FullItem, ItemDraft, PatchOperation } from '@connect-token/account';
import type { Step } from './history.ts';

/** What is remembered of an item: what was asked for, in words that compare. */
export interface PlainItem {
  readonly vaultId: string;
  readonly version: number;
  readonly title: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly urls: readonly unknown[];
  readonly favorite: boolean;
  readonly sections: readonly unknown[];
  readonly fields: readonly PlainField[];
}

interface PlainField {
  readonly id: string | null;
  readonly label: string | null;
  readonly type: string;
  readonly sectionId: string | null;
  readonly value: string;
}

type Told = PlainItem | 'absent' | 'invalid' | 'deleted';

/** Items as plain values in a list, by the order in which they were made. It knows the few rules that histories can come upon. */
export function itemModel() {
  const items: (PlainItem | undefined)[] = [];
  const versions = new Map<string, number>();
  const written = (index: number, item: PlainItem | undefined, vaultId: string): void => {
    items[index] = item;
    versions.set(vaultId, (versions.get(vaultId) ?? 1) + 1);
  };

  const perform = (step: Step): Told => {
    if (step.kind === 'create') {
      const item = plainDraft(step.draft, { vaultId: step.vaultId, version: 1 });
      written(items.length, item, step.vaultId);
      return item;
    }
    const before = items[step.item];
    if (before === undefined) return 'absent';
    if (step.kind === 'delete') {
      written(step.item, undefined, before.vaultId);
      return 'deleted';
    }
    const owned = { vaultId: before.vaultId, version: before.version + 1 };
    const after =
      step.kind === 'replace'
        ? { ...plainDraft(step.draft, owned) }
        : step.operations.reduce<PlainItem | undefined>(applied, { ...before, ...owned });
    if (after === undefined || after.title === '' || after.category !== before.category) return 'invalid';
    written(step.item, after, before.vaultId);
    return after;
  };
  return { perform, items: () => [...items], vaultVersion: (id: string) => versions.get(id) ?? 1 };
}

function applied(item: PlainItem | undefined, { path, value }: PatchOperation): PlainItem | undefined {
  if (item === undefined) return undefined;
  switch (path) {
    case '/title':
      return { ...item, title: String(value) };
    case '/tags':
      return { ...item, tags: [...item.tags, String(value)] };
    case '/favorite':
      return { ...item, favorite: value === true };
  }
  const id = path === '/fields/a/value' ? 'a' : 'c/d';
  if (item.fields.every((field) => field.id !== id)) return undefined;
  return path === '/fields/a/value'
    ? {
        ...item,
        fields: item.fields.map((field) => (field.id === 'a' ? { ...field, value: String(value) } : field)),
      }
    : { ...item, fields: item.fields.filter((field) => field.id !== 'c/d') };
}

const plainDraft = (
  { title, category, tags, urls, favorite, sections, fields }: ItemDraft,
  owned: Pick<PlainItem, 'vaultId' | 'version'>,
): PlainItem => ({
  ...owned,
  title,
  category,
  tags,
  urls,
  favorite,
  sections,
  fields: fields.map(({ id, label, type, sectionId, value }) => ({
    id,
    label,
    type,
    sectionId,
    value: value?.reveal() ?? '',
  })),
});

export const plainItem = ({ vaultId, version, ...item }: FullItem): PlainItem =>
  plainDraft(
    { ...item, fields: item.fields.map((field) => ({ ...field, recipe: null })) },
    { vaultId, version },
  );
