import { type Failure, ok, type Result } from '@connect-token/core';

/** Twenty thousand rows: a summary of more is read by nobody, and what is left over is there for the next look. */
const PAGES_MAX = 100;

export interface Pages<T> {
  readonly rows: readonly T[];
  /** Whether there are more that were not asked for. */
  readonly more: boolean;
}

interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

/** Page after page, up to a bound. What fails in between fails as a whole: half a list looks like a whole one. */
export async function allPages<T>(
  ask: (form: Readonly<Record<string, string>>) => Promise<Result<Page<T>, Failure>>,
): Promise<Result<Pages<T>, Failure>> {
  const rows: T[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page: Result<Page<T>, Failure> = await ask(after === null ? {} : { after });
    if (!page.ok) return page;
    rows.push(...page.value.rows);
    after = page.value.next;
    if (after === null) return ok({ rows, more: false });
  }
  return ok({ rows, more: true });
}
