import type { ManagedServer } from '@connect-token/core';
import type { Session } from './command.ts';
import { creditLine } from './output/credits.ts';

/** The new usage after a change that may have moved it. The change is done: not knowing the usage doesn't undo it. */
export async function tellCredits(
  { management, io, tellsCredits }: Session,
  server: ManagedServer | null,
): Promise<void> {
  if (!tellsCredits) return;
  const report = await management.credits.read();
  if (report.ok) io.stderr.write(`${creditLine(report.value, server)}\n`);
}
