import type { ControlPlane } from '@connect-token/core';
import { afterEach, beforeEach, describe } from 'vitest';
import { createContract } from './create.contract.ts';
import { deleteContract } from './delete.contract.ts';
import { listContract } from './list.contract.ts';
import { refusalContract } from './refusal.contract.ts';
import { subjectOf } from './subject.ts';
import { WORLD, type World } from './world.ts';

/** A control plane to try, over an account that is exactly the world asked for, and how to get rid of it. */
export interface ControlPlaneUnderTest {
  readonly controlPlane: ControlPlane;
  close(): Promise<void>;
}

/** What every `ControlPlane` does, whatever it drives. Each test gets an account of its own. */
export function controlPlaneContract(
  name: string,
  make: (world: World) => Promise<ControlPlaneUnderTest>,
): void {
  describe(`the control plane ${name}`, () => {
    let subject: ControlPlaneUnderTest | undefined;
    beforeEach(async () => {
      subject = await make(WORLD);
    });
    afterEach(async () => {
      await subject?.close();
      subject = undefined;
    });
    const plane = (): ControlPlane => {
      if (subject === undefined) throw new Error('a test asks for its control plane before it begins');
      return subject.controlPlane;
    };
    const asked = subjectOf(plane);
    listContract(asked);
    createContract(asked);
    refusalContract(asked);
    deleteContract(asked);
  });
}
