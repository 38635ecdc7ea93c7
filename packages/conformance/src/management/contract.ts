import type { Management } from '@connect-token/core';
import { afterEach, beforeEach, describe } from 'vitest';
import { auditContract } from './audit.contract.ts';
import { credentialsContract } from './credentials.contract.ts';
import { creditContract } from './credit.contract.ts';
import { grantContract } from './grant.contract.ts';
import { groupContract } from './group.contract.ts';
import { leaseContract } from './lease.contract.ts';
import { leaseEndContract } from './lease-end.contract.ts';
import { leaseTokenContract } from './lease-token.contract.ts';
import { managerContract } from './manager.contract.ts';
import { manyContract } from './many.contract.ts';
import { nameContract } from './name.contract.ts';
import { rightContract } from './right.contract.ts';
import { serverContract } from './server.contract.ts';
import { type ManagementUnderTest, subjectOf } from './subject.ts';
import { tokenContract } from './token.contract.ts';
import { usageContract } from './usage.contract.ts';
import { vaultContract } from './vault.contract.ts';
import { HOLDER, SEED, type Seed } from './world.ts';

/** What every `Management` does, whatever it drives. Each test gets an account of its own; one test makes so many `servers`. */
export function managementContract(
  name: string,
  make: (seed: Seed) => Promise<ManagementUnderTest>,
  { servers }: { readonly servers: number },
): void {
  describe(`the account's management ${name}`, () => {
    let house: ManagementUnderTest | undefined;
    let owner: Management | undefined;
    beforeEach(async () => {
      house = await make(SEED);
      owner = await house.as(HOLDER);
    });
    afterEach(async () => {
      await house?.close();
      house = undefined;
      owner = undefined;
    });
    const begun = <T>(value: T | undefined): T => {
      if (value === undefined) throw new Error('a test asks for its account before it begins');
      return value;
    };
    const subject = subjectOf(
      () => begun(house),
      () => begun(owner),
    );
    nameContract(subject);
    vaultContract(subject);
    serverContract(subject);
    credentialsContract(subject);
    grantContract(subject);
    tokenContract(subject);
    leaseTokenContract(subject);
    groupContract(subject);
    managerContract(subject);
    rightContract(subject);
    creditContract(subject);
    auditContract(subject);
    usageContract(subject);
    leaseContract(subject);
    leaseEndContract(subject);
    manyContract(subject, servers);
  });
}
