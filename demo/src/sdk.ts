import { fileURLToPath } from 'node:url';
import { startProgram, within } from '@connect-token/testkit';

/** The program that reads, `sdk-reader.ts`. */
export const SDK_READER = fileURLToPath(new URL('./sdk-reader.ts', import.meta.url));

/** What the SDK in its own process got: a value, or the server's refusal. */
export type SdkAnswer =
  | { readonly value: unknown }
  | { readonly refused: { readonly status: number; readonly message: string } };

const ANSWER_WITHIN_MS = 10_000;

/** Runs the SDK with `env` as its whole environment. */
export async function readWithSdk(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<SdkAnswer> {
  const program = startProgram({ command: process.execPath, args: [SDK_READER, ...args], env });
  try {
    const { code } = await within(ANSWER_WITHIN_MS, 'an answer of the SDK', program.ended);
    if (code !== 0) throw new Error(`the SDK's program ended with ${code}: ${program.stderr()}`);
    return JSON.parse(program.stdout()) as SdkAnswer;
  } finally {
    program.kill('SIGKILL');
  }
}

/** The status of a refusal; `null` for an answer. */
export const statusOf = (answer: SdkAnswer): number | null =>
  'refused' in answer ? answer.refused.status : null;

export const tellSdk = (answer: SdkAnswer): string =>
  'refused' in answer ? `${answer.refused.status} ${answer.refused.message}` : 'an answer';
