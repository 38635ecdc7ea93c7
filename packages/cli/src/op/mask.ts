/** Stands where a secret was. */
export const MASK = '<concealed by connect-token>';

export interface Masker {
  /** What of the output can be shown by now. */
  push(chunk: Buffer): Buffer;
  /** The rest, when nothing more comes. */
  end(): Buffer;
}

/**
 * Replaces secrets in a stream, across the seams of its chunks. Held back is only an end that may be the beginning of a secret, so
 * that a question at a terminal is shown before it is answered. Of secrets that begin at one place the longest is replaced.
 */
export function createMasker(secrets: readonly string[]): Masker {
  // One character a byte: chunks may cut a letter in two.
  const needles = [...new Set(secrets)]
    .filter((secret) => secret !== '')
    .map((secret) => Buffer.from(secret, 'utf8').toString('latin1'))
    .toSorted((a, b) => b.length - a.length);
  let held = '';
  const take = (text: string, final: boolean): Buffer => {
    const { shown, rest } = maskText(text, needles, final);
    held = rest;
    return Buffer.from(shown, 'latin1');
  };
  return {
    push: (chunk) => take(held + chunk.toString('latin1'), false),
    end: () => take(held, true),
  };
}

interface Masked {
  readonly shown: string;
  readonly rest: string;
}

/** `needles`: the longest first. */
function maskText(text: string, needles: readonly string[], final: boolean): Masked {
  const longest = needles[0]?.length ?? 0;
  const pieces: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    const mayGoOn = !final && text.length - at < longest && isBeginning(text.slice(at), needles);
    if (mayGoOn) return { shown: pieces.join('') + text.slice(copied, at), rest: text.slice(at) };
    const needle = needles.find((one) => text.startsWith(one, at));
    if (needle === undefined) at += 1;
    else {
      pieces.push(text.slice(copied, at), MASK);
      at += needle.length;
      copied = at;
    }
  }
  return { shown: pieces.join('') + text.slice(copied), rest: '' };
}

const isBeginning = (end: string, needles: readonly string[]): boolean =>
  needles.some((needle) => needle.length > end.length && needle.startsWith(end));
