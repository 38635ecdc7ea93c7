import { join } from 'node:path';
import { startProgram, within } from '@connect-token/testkit';
import { describe, expect, test } from 'vitest';
import { copyTree, type Replacement } from './testing/copied-tree.ts';

const DEMO_WITHIN_MS = 80_000;
const TEST_WITHIN_MS = 90_000;

const BUNDLE = 'actions/connect-token/dist/main.js';

/** What is broken from outside, and the step that has to notice. */
const SABOTAGES: readonly {
  readonly sabotage: string;
  readonly step: string;
  readonly replacements: readonly Replacement[];
}[] = [
  {
    sabotage: 'a revocation that is answered 200 without effect',
    step: 'refuse-dead-token',
    replacements: [
      {
        file: 'packages/broker/src/sts/revocation.ts',
        text: 'if (which === undefined) return success(GONE);',
        by: 'return success(GONE);',
      },
    ],
  },
  {
    sabotage: 'a token that reaches all that its server may',
    step: 'mint-token',
    replacements: [
      {
        file: 'packages/account/src/bearer-rows.ts',
        text: "'token_vault.vault_id as vaultId'",
        by: "'vault_grant.vault_id as vaultId'",
      },
      {
        file: 'packages/account/src/bearer-rows.ts',
        text: ".onRef('vault_grant.vault_id', '=', 'token_vault.vault_id')",
        by: '',
      },
    ],
  },
  {
    sabotage: 'a Connect API that lets every token into every vault',
    step: 'refuse-other-vault',
    replacements: [
      {
        file: 'packages/connect-server/src/authorise.ts',
        text: "if (found === undefined) return { code: 'VAULT_OUT_OF_REACH', vaultId: target.vaultId };",
        by: 'if (found === undefined) return undefined;',
      },
    ],
  },
  {
    sabotage: 'an action that leaves the mask out',
    step: 'read-log',
    replacements: [{ file: BUNDLE, text: 'mask(minted.value.token);', by: '' }],
  },
  {
    sabotage: 'an action that prints the token after masking it',
    step: 'read-log',
    replacements: [
      {
        file: BUNDLE,
        text: 'publish(minted.value, host, use);',
        by: 'publish(minted.value, host, use); console.log(minted.value.token.reveal());',
      },
    ],
  },
  {
    sabotage: 'an account that ignores the expiry',
    step: 'expire-token',
    replacements: [
      {
        file: 'packages/account/src/bearer-rows.ts',
        text: "|| !isLive({ state: 'ACTIVE', expiresAt: right.expiresAt }, at)",
        by: '',
      },
      {
        file: 'packages/account/src/verified-tokens.ts',
        text: 'now >= known.expiresAt',
        by: 'false',
      },
      {
        file: 'packages/account/src/connect-token.ts',
        text: 'currentDate: new Date(now),',
        by: 'currentDate: new Date(0),',
      },
    ],
  },
];

describe('the demo can fail', () => {
  test.concurrent.each(SABOTAGES)(
    '$sabotage is noticed in the step $step',
    async ({ step, replacements }) => {
      const { code, transcript } = await playDemo(replacements);
      expect(transcript).toContain(`FAILED in step \`${step}\``);
      expect(code).toBe(1);
      expect(transcript).not.toMatch(TOKEN);
    },
    TEST_WITHIN_MS,
  );

  test.concurrent(
    'and a copy that nobody touched does not',
    async () => {
      const { code, transcript } = await playDemo([]);
      expect(transcript).toContain('Every step held');
      expect(code).toBe(0);
      expect(transcript).not.toMatch(TOKEN);
    },
    TEST_WITHIN_MS,
  );
});

/** Whatever happens, the transcript shows no JWT. */
const TOKEN = /ey[\w-]{8,}\.[\w-]{8,}/;

async function playDemo(
  replacements: readonly Replacement[],
): Promise<{ readonly code: number | null; readonly transcript: string }> {
  const copy = await copyTree(replacements);
  const program = startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', join(copy.path, 'demo/src/demo.ts')],
    env: { PATH: process.env['PATH'] ?? '' },
    cwd: copy.path,
  });
  try {
    const { code } = await within(DEMO_WITHIN_MS, 'the end of the demo', program.ended);
    return { code, transcript: `${program.stdout()}${program.stderr()}` };
  } finally {
    await program.stop(5_000);
    await copy.remove();
  }
}
