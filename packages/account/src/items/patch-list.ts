import { ok } from '@connect-token/core';
import { itemBody, sectionBody, urlBody } from '@connect-token/protocol/connect';
import { readPart, sectionDraftOf } from './item-body.ts';
import type { ItemDraft } from './item-draft.ts';
import { type Edit, type Edited, editAt, editById, editWhole, NOTHING_THERE, refuse } from './patch-edit.ts';

const { tags: tagsBody, urls: urlsBody, sections: sectionsBody } = itemBody.shape;

/** Tags: all of them, or one by its position. */
export function patchTags(
  draft: ItemDraft,
  edit: Edit,
  [position, ...below]: readonly string[],
): Edited<ItemDraft> {
  if (below.length > 0) return refuse(edit, NOTHING_THERE);
  const read = (value: unknown, path: string) => readPart(tagsBody, value, path);
  const tags =
    position === undefined ? editWhole(draft.tags, edit, read) : editAt(draft.tags, edit, position, read);
  return tags.ok ? ok({ ...draft, tags: tags.value }) : tags;
}

/** URLs: all of them, one by its position, or an attribute of one. */
export function patchUrls(
  draft: ItemDraft,
  edit: Edit,
  [position, attribute, ...below]: readonly string[],
): Edited<ItemDraft> {
  if (below.length > 0) return refuse(edit, NOTHING_THERE);
  const read = (value: unknown, path: string) => readPart(urlsBody, value, path);
  if (position === undefined) {
    const urls = editWhole(draft.urls, edit, read);
    return urls.ok ? ok({ ...draft, urls: urls.value }) : urls;
  }
  const url = attribute === undefined ? ok(edit) : withAttribute(draft, edit, position, attribute);
  if (!url.ok) return url;
  const urls = editAt(draft.urls, url.value, position, read);
  return urls.ok ? ok({ ...draft, urls: urls.value }) : urls;
}

/** A change of one attribute of a URL is its replacement by one that differs in it. */
function withAttribute(draft: ItemDraft, edit: Edit, position: string, attribute: string): Edited<Edit> {
  const url = draft.urls[Number(position)];
  if (url === undefined || !Object.hasOwn(urlBody.shape, attribute)) return refuse(edit, NOTHING_THERE);
  const given = readPart(urlBody, { ...url, [attribute]: edit.op === 'remove' ? null : edit.value }, edit.at);
  return given.ok ? ok({ ...edit, op: 'replace', value: given.value }) : given;
}

/** Sections: all of them, one by its id, or its label. Who sits in one that goes has to go before it, or move. */
export function patchSections(
  draft: ItemDraft,
  edit: Edit,
  [id, attribute, ...below]: readonly string[],
): Edited<ItemDraft> {
  if (below.length > 0) return refuse(edit, NOTHING_THERE);
  const read = (value: unknown, path: string) => {
    const bodies = readPart(sectionsBody, value, path);
    return bodies.ok ? ok(bodies.value.map(sectionDraftOf)) : bodies;
  };
  if (id === undefined) {
    const sections = editWhole(draft.sections, edit, read);
    return sections.ok ? ok({ ...draft, sections: sections.value }) : sections;
  }
  const index = draft.sections.findIndex((section) => section.id === id);
  const section = attribute === undefined ? ok(edit) : withLabel(edit, index, attribute);
  if (!section.ok) return section;
  const sections = editById(draft.sections, section.value, { id, index }, read);
  return sections.ok ? ok({ ...draft, sections: sections.value }) : sections;
}

function withLabel(edit: Edit, index: number, attribute: string): Edited<Edit> {
  if (index < 0 || attribute !== 'label') return refuse(edit, NOTHING_THERE);
  const label = readPart(
    sectionBody.shape.label,
    edit.op === 'remove' ? null : edit.value,
    `${edit.at}.value`,
  );
  return label.ok ? ok({ ...edit, op: 'replace', value: { label: label.value } }) : label;
}
