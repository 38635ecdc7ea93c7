import type { LeaseStore } from '@connect-token/core';
import { afterEach, beforeEach, describe } from 'vitest';
import { ceilingContract } from './ceiling.contract.ts';
import { censusContract } from './census.contract.ts';
import { endContract } from './end.contract.ts';
import { forgetContract } from './forget.contract.ts';
import { groupContract } from './group.contract.ts';
import { idTokenContract } from './id-token.contract.ts';
import { intendContract } from './intend.contract.ts';
import { orphanContract } from './orphan.contract.ts';
import { passContract } from './pass.contract.ts';
import { raceContract } from './race.contract.ts';
import { refusalContract } from './refusal.contract.ts';

/** A store to try, empty, and how to get rid of it. */
export interface LeaseStoreUnderTest {
  readonly leases: LeaseStore;
  close(): Promise<void>;
}

/** What every `LeaseStore` does, whatever it is made of. Each test gets a store of its own. */
export function leaseStoreContract(name: string, make: () => Promise<LeaseStoreUnderTest>): void {
  describe(`the lease store ${name}`, () => {
    let subject: LeaseStoreUnderTest | undefined;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(async () => {
      await subject?.close();
      subject = undefined;
    });
    const leases = (): LeaseStore => {
      if (subject === undefined) throw new Error('a test asks for its store before it begins');
      return subject.leases;
    };
    intendContract(leases);
    refusalContract(leases);
    ceilingContract(leases);
    idTokenContract(leases);
    endContract(leases);
    groupContract(leases);
    passContract(leases);
    orphanContract(leases);
    censusContract(leases);
    forgetContract(leases);
    raceContract(leases);
  });
}
