/** How a secret may be written when it leaks. */
export type Form = 'raw' | 'base64' | 'base64url' | 'hex' | 'percent' | 'json';

/** One way of writing one secret, as bytes to look for. */
export interface Needle {
  /** What a finding calls it; never the secret. */
  readonly name: string;
  readonly form: Form;
  readonly bytes: Buffer;
}

/** Shorter pieces turn up by chance, and a scan that cries wolf is switched off. */
const SECRET_MIN = 8;

/** Named secrets: a finding tells the name. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * Every form of every secret. Of a JWT its payload and its signature count by themselves: the header is no secret, and each
 * of the two is what a mask of the whole token leaves uncovered.
 */
export function needlesOf(secrets: Secrets): readonly Needle[] {
  return Object.entries(secrets).flatMap(([name, text]) => [
    ...formsOf(name, text),
    ...segmentsOf(text).flatMap(({ part, segment }) => formsOf(`${name} (${part})`, segment)),
  ]);
}

function segmentsOf(text: string): readonly { readonly part: string; readonly segment: string }[] {
  const [, payload, signature] = /^ey[\w-]+\.([\w-]+)\.([\w-]+)$/.exec(text) ?? [];
  if (payload === undefined || signature === undefined) return [];
  return [
    { part: 'payload segment', segment: payload },
    { part: 'signature segment', segment: signature },
  ];
}

function formsOf(name: string, text: string): readonly Needle[] {
  if (text.length < SECRET_MIN) throw new RangeError(`${name} is shorter than ${SECRET_MIN} characters`);
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const forms: readonly (readonly [Form, string])[] = [
    ['raw', text],
    ...ALIGNMENTS.map((alignment) => ['base64', base64At(bytes, alignment, 'base64')] as const),
    ...ALIGNMENTS.map((alignment) => ['base64url', base64At(bytes, alignment, 'base64url')] as const),
    ['hex', hex],
    ['hex', hex.toUpperCase()],
    ['percent', encodeURIComponent(text)],
    ['percent', hex.replace(/../g, '%$&')],
    ['percent', hex.toUpperCase().replace(/../g, '%$&')],
    ['json', JSON.stringify(text).slice(1, -1)],
  ];
  const seen = new Set<string>();
  return forms.flatMap(([form, written]) => {
    if (seen.has(written)) return [];
    seen.add(written);
    return [{ name, form, bytes: Buffer.from(written) }];
  });
}

/** In a longer text, a secret begins at one of three places of base64's groups of three bytes. */
const ALIGNMENTS = [0, 1, 2] as const;

/** The characters that only the secret decides, whatever stands before and behind it. */
function base64At(bytes: Buffer, alignment: number, encoding: 'base64' | 'base64url'): string {
  const shifted = Buffer.concat([Buffer.alloc(alignment), bytes]);
  const first = Math.ceil((alignment * 8) / 6);
  const end = Math.floor((shifted.length * 8) / 6);
  return shifted.toString(encoding).slice(first, end);
}
