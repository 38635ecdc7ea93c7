import { plain } from '@connect-token/core';
import type { Finding, Verdict } from '../doctor/finding.ts';
import { type Style, styled } from './style.ts';

const STYLES: Readonly<Record<Verdict, Style | undefined>> = {
  ok: undefined,
  warn: 'yellow',
  fail: 'red',
  skip: 'dim',
};

export const findingRecord = ({ check, verdict, says, advice }: Finding) => ({
  check,
  verdict,
  says,
  advice,
});

/** A line for each, and below it what to do next. */
export const findingLines = (findings: readonly Finding[], colour: boolean): string =>
  findings
    .map(({ check, verdict, says, advice }) => {
      const head = `${styled(verdict.padEnd(4), STYLES[verdict], colour)}  ${plain(check)}: ${plain(says)}\n`;
      return advice === null ? head : `${head}      → ${plain(advice)}\n`;
    })
    .join('');
