/** Shorter segments are the same in every token of a kind, or so short that a mask would eat harmless words. */
const SEGMENT_MIN = 20;

/**
 * The shapes in which a token may turn up in a log (T34): itself, what its segments say on their own, and the encodings that
 * tools put it into. GitHub's runner adds a few more; none of it is a boundary, only a help against accidents.
 */
export function secretForms(token: string): readonly string[] {
  const bytes = Buffer.from(token);
  const forms = [
    token,
    ...token.split('.').filter((segment) => segment.length > SEGMENT_MIN),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    Buffer.from(`Bearer ${token}`).toString('base64'),
    encodeURIComponent(token),
  ];
  return [...new Set(forms)];
}
