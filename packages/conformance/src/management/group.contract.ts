import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { snapshot } from './snapshot.ts';
import { expectRefusal, expectRefusals, type Refused, type Subject } from './subject.ts';
import { ADA, ADMINISTRATORS, BOB, DAN, NOWHERE, OWNERS, PEOPLE, PLATFORM, SEED, SHOP } from './world.ts';

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1;

export function groupContract({ owner }: Subject): void {
  const listed = async (id: string) => must(await owner().groups.list()).find((each) => each.id === id);

  test('all people and groups are listed', async () => {
    expect(must(await owner().people.list()).toSorted(byId)).toEqual(PEOPLE.toSorted(byId));
    expect(must(await owner().groups.list()).toSorted(byId)).toEqual(SEED.groups.toSorted(byId));
  });

  test('a new group has nobody in it, and may nothing', async () => {
    const made = must(await owner().groups.create({ name: 'Owners' }));
    expect(made).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{26}$/),
      name: 'Owners',
      type: 'USER_DEFINED',
      members: [],
    });
    expect(await listed(made.id)).toEqual(made);
  });

  describe('a member', () => {
    test('is added, by ids in any case, and removed', async () => {
      const joined = must(await owner().groups.addMember(SHOP.id.toUpperCase(), DAN.id.toUpperCase()));
      expect(new Set(joined.members)).toEqual(new Set([...SHOP.members, DAN.id]));
      expect(await listed(SHOP.id)).toEqual(joined);
      expect(must(await owner().groups.removeMember(SHOP.id, DAN.id))).toEqual(SHOP);
      expect(await listed(SHOP.id)).toEqual(SHOP);
    });

    test('is the last one to leave a group that people made', async () => {
      expect(must(await owner().groups.removeMember(SHOP.id, SHOP.members[0] ?? '')).members).toEqual([]);
    });

    test('already, or not at all: nothing changes, and no event tells of it', async () => {
      const before = await snapshot(owner());
      expect(must(await owner().groups.addMember(PLATFORM.id, BOB.id))).toEqual(PLATFORM);
      expect(must(await owner().groups.removeMember(PLATFORM.id, DAN.id))).toEqual(PLATFORM);
      expect(await snapshot(owner())).toEqual(before);
    });

    test('is added and removed by ids only, of what there is', async () => {
      const unknown = [
        [NOWHERE, DAN.id, 'GROUP_UNKNOWN'],
        [SHOP.name, DAN.id, 'GROUP_UNKNOWN'],
        [SHOP.id, NOWHERE, 'PERSON_UNKNOWN'],
        [SHOP.id, DAN.name, 'PERSON_UNKNOWN'],
      ] as const;
      await expectRefusals(
        owner(),
        unknown.flatMap(([groupId, personId, code]): readonly Refused[] => [
          [() => owner().groups.addMember(groupId, personId), code],
          [() => owner().groups.removeMember(groupId, personId), code],
        ]),
      );
    });
  });

  describe('the Owners', () => {
    test('are never empty', () =>
      expectRefusal(owner(), () => owner().groups.removeMember(OWNERS.id, ADA.id), 'OWNERS_EMPTY'));

    test('let the first one go where there is a second, and then not the second', async () => {
      must(await owner().groups.addMember(OWNERS.id, DAN.id));
      must(await owner().groups.removeMember(OWNERS.id, ADA.id));
      await expectRefusal(owner(), () => owner().groups.removeMember(OWNERS.id, DAN.id), 'OWNERS_EMPTY');
    });

    test('of two who remove each other at the same time, one stays', async () => {
      must(await owner().groups.addMember(OWNERS.id, DAN.id));
      const answers = await Promise.all(
        [ADA, DAN].map(({ id }) => owner().groups.removeMember(OWNERS.id, id)),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect((await listed(OWNERS.id))?.members).toHaveLength(1);
    });

    test('are the one group that may not be empty: Administrators may', async () => {
      must(await owner().groups.addMember(ADMINISTRATORS.id, DAN.id));
      expect(must(await owner().groups.removeMember(ADMINISTRATORS.id, DAN.id)).members).toEqual([]);
    });
  });
}
