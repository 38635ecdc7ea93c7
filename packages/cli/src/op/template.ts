import { err, ok, type Result, type SecretReference } from '@connect-token/core';
import type { OpFailure } from './failure.ts';
import { parseReference } from './parse-reference.ts';
import { expandVariables } from './variables.ts';

/** A piece of a template: text as it stands, or a reference whose secret takes its place. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly reference: SecretReference; readonly line: number };

/**
 * A template in pieces, its variables replaced. What the secrets contain is never looked at: whoever renders puts them in and is done.
 * Source: 1password.dev, "Template syntax".
 */
export function parseTemplate(
  template: string,
  env: Readonly<Record<string, string | undefined>>,
): Result<readonly TemplatePart[], OpFailure> {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of [...template.matchAll(ESCAPED), undefined]) {
    const start = match?.index ?? template.length;
    const line = lineAt(template, end);
    const expanded = expandVariables(template.slice(end, start), env);
    if (!expanded.ok) return err({ code: 'AT', place: `from line ${line}`, failure: expanded.error });
    const scanned = scanReferences(expanded.value, line);
    if (!scanned.ok) return scanned;
    parts.push(...scanned.value);
    if (match === undefined) break;
    parts.push({ kind: 'text', text: unquote(match.groups?.['text'] ?? '') });
    end = start + match[0].length;
  }
  return ok(parts);
}

/** `{{ "…" }}`: what stands between the quotes is text, braces, dollars and references included. */
const ESCAPED = /\{\{[ \t]*"(?<text>(?:[^"\\]|\\[\s\S])*)"[ \t]*\}\}/g;

/** A quote within is written `\"`, and a backslash before one or at the end `\\`; any other backslash stands for itself. */
const unquote = (text: string): string => text.replaceAll(/\\(["\\])/g, '$1');

/**
 * A reference in braces, or a bare one: not preceded by what could make it part of a longer word, and ended by the first character
 * that no bare reference has. The query's `=` is the one exception: without it no bare reference could ask for an attribute.
 */
const REFERENCE =
  /\{\{[ \t]*(?<enclosed>op:\/\/[^{}\r\n]*?)[ \t]*\}\}|(?<![A-Za-z0-9\-+\\.])(?<bare>op:\/\/[A-Za-z0-9\-?_./]*(?:(?<=\?[A-Za-z-]+)=[A-Za-z0-9-]+)?)/g;

/** The pieces of a text without variables or escapes; braces around anything but a reference are other people's templates. */
function scanReferences(text: string, firstLine: number): Result<readonly TemplatePart[], OpFailure> {
  const parts: TemplatePart[] = [];
  let end = 0;
  let line = firstLine;
  for (const match of text.matchAll(REFERENCE)) {
    const before = text.slice(end, match.index);
    line += newlines(before);
    if (before !== '') parts.push({ kind: 'text', text: before });
    const reference = parseReference(match.groups?.['enclosed'] ?? match.groups?.['bare'] ?? '');
    if (!reference.ok) return err({ code: 'AT', place: `line ${line}`, failure: reference.error });
    parts.push({ kind: 'reference', reference: reference.value, line });
    end = match.index + match[0].length;
  }
  const rest = text.slice(end);
  return ok(rest === '' ? parts : [...parts, { kind: 'text', text: rest }]);
}

const lineAt = (text: string, offset: number): number => 1 + newlines(text.slice(0, offset));

const newlines = (text: string): number => text.split('\n').length - 1;
