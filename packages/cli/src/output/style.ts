/** Colours that say something: bad, soon bad, gone. The text says the same without them. */
export type Style = 'red' | 'yellow' | 'dim' | 'bold';

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  red: [31, 39],
  yellow: [33, 39],
  dim: [2, 22],
  bold: [1, 22],
};

export function styled(text: string, style: Style | undefined, colour: boolean): string {
  if (!colour || style === undefined) return text;
  const [on, off] = CODES[style];
  return `\u001B[${on}m${text}\u001B[${off}m`;
}
