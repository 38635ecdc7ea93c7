export const PATTERN_MAX = 256;

/**
 * An exact value, or one trailing `*` for the rest of the last path segment: `refs/heads/release-*` matches
 * `refs/heads/release-1` and not `refs/heads/release-1/x`. No regular expressions: `a|b` escapes anchors, and
 * backtracking stops the event loop (T12).
 */
export function matchesPattern(pattern: string, value: string): boolean {
  if (!pattern.endsWith('*')) return pattern === value;
  const prefix = pattern.slice(0, -1);
  return value.startsWith(prefix) && !value.slice(prefix.length).includes('/');
}
