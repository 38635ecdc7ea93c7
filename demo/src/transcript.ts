/** Tells a person what happens, as it happens. */
export interface Transcript {
  title(text: string): void;
  /** A numbered step: what happens now, and why it matters. */
  step(headline: string, why: string): void;
  /** Something to know: a URL, a command, a value that is no secret. */
  fact(name: string, value: string): void;
  /** What a program wrote, line by line behind a bar. */
  quote(text: string): void;
  /** A promise that was checked, and held. */
  held(text: string): void;
  failed(step: string, problem: string): void;
  ended(text: string): void;
}

interface Paper {
  write(text: string): unknown;
}

const NAME_WIDTH = 20;

/** Colours are on only where a person looks: on a terminal, and without `NO_COLOR` (no-color.org). */
export function openTranscript(paper: Paper, colours: boolean): Transcript {
  const paint = (code: number, text: string): string => (colours ? `\u001B[${code}m${text}\u001B[0m` : text);
  const line = (text = ''): void => void paper.write(`${text}\n`);
  let steps = 0;
  return {
    title: (text) => line(paint(1, text)),
    step: (headline, why) => {
      steps += 1;
      line();
      line(paint(1, `${steps}. ${headline}`));
      for (const part of wrap(why)) line(`   ${paint(2, part)}`);
    },
    fact: (name, value) => line(`   ${name.padEnd(NAME_WIDTH)} ${value}`),
    quote: (text) => {
      for (const part of text.trimEnd().split('\n')) line(`   ${paint(2, '|')} ${part}`.trimEnd());
    },
    held: (text) => line(`   ${paint(32, 'ok')} ${text}`),
    failed: (step, problem) => {
      line();
      line(paint(31, `FAILED in step \`${step}\`: ${problem}`));
    },
    ended: (text) => {
      line();
      line(paint(1, text));
    },
  };
}

const LINE_MAX = 100;

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= LINE_MAX) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
