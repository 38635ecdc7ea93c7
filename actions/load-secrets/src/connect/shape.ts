import { type Secret, secret } from '@connect-token/core';
import { isListOf, isNumber, isObject, isOptional, isShape, isText, type Optional } from './guard.ts';

/** What a list shows of an item. */
export interface ItemOverview {
  readonly id: string;
  readonly name: string;
  /** In the archive, or deleted. */
  readonly retired: boolean;
}

export interface Section {
  readonly id: string;
  readonly name: string;
}

export interface Field {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly purpose: string;
  /** The id of its section. */
  readonly section: string | null;
  readonly value: Secret<string>;
  /** The digits of this moment, of a one-time password. */
  readonly code: Secret<string> | null;
}

export interface AttachedFile {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly section: string | null;
}

export interface Item {
  readonly id: string;
  readonly name: string;
  readonly sections: readonly Section[];
  readonly fields: readonly Field[];
  readonly files: readonly AttachedFile[];
}

interface SectionAnswer {
  readonly id: string;
  readonly label: Optional<string>;
}

interface FieldAnswer extends SectionAnswer {
  readonly type: string;
  readonly purpose: Optional<string>;
  readonly section: Optional<{ readonly id: string }>;
  readonly value: Optional<string>;
  readonly totp: Optional<string>;
}

interface FileAnswer {
  readonly id: string;
  readonly name: Optional<string>;
  readonly size: Optional<number>;
  readonly section: Optional<{ readonly id: string }>;
}

interface OverviewAnswer {
  readonly id: string;
  readonly title: Optional<string>;
  readonly state: Optional<string>;
}

interface ItemAnswer extends OverviewAnswer {
  readonly sections: Optional<readonly SectionAnswer[]>;
  readonly fields: Optional<readonly FieldAnswer[]>;
  readonly files: Optional<readonly FileAnswer[]>;
}

/** `undefined`: another shape than the Connect API. Source: 1password.dev, Connect Server API reference. */
export const readItems = (value: unknown): readonly ItemOverview[] | undefined =>
  isListOf(isOverview)(value)
    ? value.map(({ id, title, state }) => ({ id, name: title ?? '', retired: Boolean(state) }))
    : undefined;

/** `undefined`: another shape. */
export function readItem(value: unknown): Item | undefined {
  if (!isItem(value)) return undefined;
  return {
    id: value.id,
    name: value.title ?? '',
    sections: (value.sections ?? []).map(({ id, label }) => ({ id, name: label ?? '' })),
    fields: (value.fields ?? []).map(fieldOf),
    files: (value.files ?? []).map(({ id, name, size, section }) => ({
      id,
      name: name ?? '',
      size: size ?? 0,
      section: section?.id ?? null,
    })),
  };
}

/** What is in a file, in Base64; empty where the answer doesn't have it; `undefined`: another shape. */
export const readContent = (value: unknown): Secret<string> | undefined =>
  isObject(value) && isOptional(isText)(value['content']) ? secret(value['content'] ?? '') : undefined;

const fieldOf = ({ id, label, type, purpose, section, value, totp }: FieldAnswer): Field => ({
  id,
  name: label ?? '',
  type,
  purpose: purpose ?? '',
  section: section?.id ?? null,
  value: secret(value ?? ''),
  code: totp ? secret(totp) : null,
});

const isSection = isShape<SectionAnswer>({ id: isText, label: isOptional(isText) });

const isPlace = isOptional(isShape<{ readonly id: string }>({ id: isText }));

const isField = isShape<FieldAnswer>({
  id: isText,
  label: isOptional(isText),
  type: isText,
  purpose: isOptional(isText),
  section: isPlace,
  value: isOptional(isText),
  totp: isOptional(isText),
});

const isFile = isShape<FileAnswer>({
  id: isText,
  name: isOptional(isText),
  size: isOptional(isNumber),
  section: isPlace,
});

const overview = { id: isText, title: isOptional(isText), state: isOptional(isText) };

const isOverview = isShape<OverviewAnswer>(overview);

const isItem = isShape<ItemAnswer>({
  ...overview,
  sections: isOptional(isListOf(isSection)),
  fields: isOptional(isListOf(isField)),
  files: isOptional(isListOf(isFile)),
});
