import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { milliseconds, seconds } from '@connect-token/core';
import { createMinter, type Minter } from '@connect-token/lifecycle';
import { type AuditLines, guardedLeases, openAuditLines } from '@connect-token/storage';
import { type TemporaryDirectory, temporaryDirectory } from '@connect-token/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { must } from './control-plane/subject.ts';
import { ASK, type House, openHouse } from './lifecycle-house.ts';

const TOLD = {
  id: '0'.repeat(26),
  at: 0,
  kind: 'lease.revoked',
  actor: null,
  subject: {},
  detail: {},
} as unknown as Parameters<AuditLines['write']>[0][number];

let house: House;
let directory: TemporaryDirectory;
let lines: AuditLines;
let minter: Minter;
let reader: FileHandle | undefined;

beforeEach(async () => {
  house = await openHouse();
  directory = await temporaryDirectory('audit-sink');
  const path = join(directory.path, 'pipe');
  execFileSync('mkfifo', [path]);
  lines = must(await openAuditLines({ kind: 'file', path }, house.time.timer));
  minter = createMinter({ ...house.around, leases: guardedLeases(house.leases, lines) }, house.reaper);
});
afterEach(async () => {
  await reader?.close();
  await house.reaper.stop();
  await house.close();
  await directory.remove();
});

test('while nobody reads the second place nothing is minted, ends go on, and the next reader opens it again (F37)', async () => {
  const mint = () => minter.mint({ identity: house.identity(), key: null, request: ASK });
  const { leaseId } = must(await mint());
  lines.write([TOLD]);
  house.time.advance(seconds(2));
  const identity = house.identity();
  const creates = house.controlPlane.calls.length;
  expect(await minter.mint({ identity, key: null, request: ASK })).toMatchObject({
    ok: false,
    error: { failures: [{ code: 'AUDIT_UNAVAILABLE' }] },
  });
  expect(house.controlPlane.calls.slice(creates)).not.toContain('create');
  expect(must(await minter.revoke({ by: 'id', leaseId }, { kind: 'never' }))).toBe('revoked');

  reader = await open(join(directory.path, 'pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
  while (lines.refuse() !== undefined) {
    house.time.advance(milliseconds(100));
    await new Promise(setImmediate);
  }
  // The ID token was not used up by the refusal.
  expect(await minter.mint({ identity, key: null, request: ASK })).toMatchObject({ ok: true });
});
