/** As much of Markdown as our own pages use. */

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

export interface Link {
  readonly target: string;
  /** Counted from 1. */
  readonly line: number;
}

const FENCE = /^```(?<language>\w*)\n(?<text>[\s\S]*?)^```$/gm;

export const codeBlocks = (markdown: string): readonly CodeBlock[] =>
  [...markdown.matchAll(FENCE)].map(({ groups }) => ({
    language: groups?.['language'] ?? '',
    text: groups?.['text'] ?? '',
  }));

/** Lines stay where they are, so that what is found can be pointed at. */
const withoutCode = (markdown: string): string =>
  markdown.replace(FENCE, (block) => block.replace(/[^\n]/g, '')).replace(/`[^`\n]*`/g, '');

export const links = (markdown: string): readonly Link[] =>
  withoutCode(markdown)
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(/\]\((?<target>[^)\s]+)\)/g)].map(({ groups }) => ({
        target: groups?.['target'] ?? '',
        line: index + 1,
      })),
    );

/** The anchors that GitHub gives to headings; a heading that stands twice gets a number. */
export function anchors(markdown: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const found = new Set<string>();
  for (const { groups } of markdown.replace(FENCE, '').matchAll(/^#{1,6} (?<title>.+)$/gm)) {
    const slug = (groups?.['title'] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    found.add(before === 0 ? slug : `${slug}-${before}`);
  }
  return found;
}

export const headings = (markdown: string): readonly string[] =>
  [...markdown.replace(FENCE, '').matchAll(/^(?<heading>#{1,6} .+)$/gm)].map(
    ({ groups }) => groups?.['heading'] ?? '',
  );

/** The cells of every row of every table, without the rows that only draw lines. */
export const tableRows = (markdown: string): readonly (readonly string[])[] =>
  markdown
    .replace(FENCE, '')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
