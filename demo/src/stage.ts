import type { ExampleAccount } from './example-account.ts';
import type { Stack } from './stack.ts';
import type { Transcript } from './transcript.ts';

/** What every step works with. */
export interface Stage {
  readonly stack: Stack;
  readonly account: ExampleAccount;
  /** Where jobs have their files. */
  readonly jobsDirectory: string;
  readonly say: Transcript;
}
