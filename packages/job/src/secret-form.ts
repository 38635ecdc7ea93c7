/** Shorter segments are the same in every token of a kind, or so short that a mask would eat harmless words. */
const SEGMENT_MIN = 20;

/**
 * The shapes in which a token may turn up in a log (T34): itself, what its segments say on their own, and the encodings that
 * tools put it into, also in the middle of a longer text. GitHub's runner adds a few more; none of it is a boundary, only a help
 * against accidents.
 */
export function secretForms(token: string): readonly string[] {
  const bytes = Buffer.from(token);
  const forms = [
    token,
    ...token.split('.').filter((segment) => segment.length > SEGMENT_MIN),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    ...ALIGNMENTS.map((alignment) => base64Within(bytes, alignment)),
    bytes.toString('hex'),
    Buffer.from(`Bearer ${token}`).toString('base64'),
    encodeURIComponent(token),
  ];
  return [...new Set(forms)];
}

/** Within a longer text, a token begins at one of three places of base64's groups of three bytes. */
const ALIGNMENTS = [0, 1, 2] as const;

/** The characters that only the token decides, whatever stands before and behind it; the same in base64url, as the token is. */
function base64Within(bytes: Buffer, alignment: number): string {
  const shifted = Buffer.concat([Buffer.alloc(alignment), bytes]);
  const first = Math.ceil((alignment * 8) / 6);
  const end = Math.floor((shifted.length * 8) / 6);
  return shifted.toString('base64').slice(first, end);
}
