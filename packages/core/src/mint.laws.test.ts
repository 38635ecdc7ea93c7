import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { law } from '../test/law.ts';
import { allowRule, condition, denyRule, facts, identity, request } from '../test/worlds.ts';
import { covers } from './access.ts';
import { type MintFacts, type MintPlan, type MintRequest, planMint } from './mint.ts';
import type { AllowRule, Rule } from './policy.ts';
import { lookUp } from './resolve.ts';
import { grantOf, sameId } from './server.ts';

const RUNS = { runs: 1_500 };

const planOf = (asked: MintRequest, known: MintFacts): MintPlan | undefined => {
  const planned = planMint(asked, known);
  return planned.ok ? planned.value : undefined;
};

const withRules = (known: MintFacts, rules: readonly Rule[]): MintFacts => ({
  ...known,
  policy: { ...known.policy, rules },
});

const withConditions = (rule: AllowRule, more: AllowRule['conditions']): AllowRule => ({
  ...rule,
  conditions: [...rule.conditions, ...more],
});

describe('the worlds of these laws', () => {
  test('hold plans and refusals of every kind, so that no law is empty', () => {
    const seen = new Map<string, number>();
    fc.sample(fc.tuple(request, facts), { numRuns: RUNS.runs, seed: 1 }).forEach(([asked, known]) => {
      const planned = planMint(asked, known);
      const codes = planned.ok ? ['planned'] : planned.error.map(({ code }) => code);
      for (const code of codes) seen.set(code, (seen.get(code) ?? 0) + 1);
    });
    for (const code of ['planned', 'POLICY_DENIED', 'VAULT_BUILT_IN', 'VAULT_REPEATED']) {
      expect([code, (seen.get(code) ?? 0) >= 10]).toEqual([code, true]);
    }
  });
});

describe('whatever is planned', () => {
  const everyPlan = (holds: (plan: MintPlan, asked: MintRequest, known: MintFacts) => void): void =>
    law(
      fc.property(request, facts, (asked, known) => {
        const plan = planOf(asked, known);
        if (plan !== undefined) holds(plan, asked, known);
      }),
      { runs: 4_000 },
    );

  test('reaches only what its server was granted', () => {
    everyPlan(({ server, scope }, _, { servers }) => {
      expect(servers).toContain(server);
      for (const { vault, access } of scope) {
        const grant = grantOf(server, vault.id);
        expect(grant !== undefined && covers(grant.access, access)).toBe(true);
      }
    });
  });

  test('reaches no built-in vault', () => {
    everyPlan(({ scope }, _, { builtIn }) => {
      for (const { vault } of scope) {
        if (vault.type === 'USER_CREATED') continue;
        if (vault.type === 'EVERYONE' || vault.name === 'Shared') expect(builtIn.allowEveryone).toBe(true);
        if (vault.type !== 'EVERYONE') expect([vault.type, builtIn.typesKnown]).toEqual([null, false]);
        expect(vault.name === 'Private' && vault.type === null).toBe(false);
      }
    });
  });

  test('lives no longer than asked, than its rule allows, and than a day', () => {
    everyPlan(({ rule, lifetime, expiresAt }, asked, { policy, now }) => {
      const by = policy.rules.find(({ name }) => name === rule);
      expect(by?.effect).toBe('allow');
      const ceiling = by?.effect === 'allow' ? by.grant.lifetimeMax : 0;
      expect(lifetime).toBeLessThanOrEqual(Math.min(asked.lifetime ?? 900, ceiling, 86_400));
      expect(expiresAt).toBeLessThanOrEqual(now + lifetime * 1_000);
      expect(expiresAt).toBeGreaterThan(now);
    });
  });

  test('stays within one rule’s grant', () => {
    everyPlan(({ rule, server, scope }, _, { policy, servers, vaults }) => {
      const by = policy.rules.find(({ name }) => name === rule);
      if (by?.effect !== 'allow') throw new Error('no such rule');
      const isNamed = (text: string, id: string, things: Parameters<typeof lookUp>[1]): boolean => {
        const found = lookUp(text, things);
        return found.kind === 'one' && sameId(found.thing.id, id);
      };
      expect(by.grant.servers.some((text) => isNamed(text, server.id, servers))).toBe(true);
      for (const { vault, access } of scope) {
        const entries = by.grant.vaults.filter((entry) => isNamed(entry.vault, vault.id, vaults));
        expect(entries.some((entry) => entry.access === undefined || covers(entry.access, access))).toBe(
          true,
        );
      }
    });
  });

  test('is all that was asked: each vault once, none dropped, none added, no access lowered', () => {
    everyPlan(({ scope, cost }, asked) => {
      expect(cost).toBe(scope.length);
      expect(scope.length).toBe(asked.scope.length);
      expect(new Set(scope.map(({ vault }) => vault.id)).size).toBe(scope.length);
      asked.scope.forEach(({ access }, at) => {
        if (access !== undefined) expect(scope[at]?.access).toBe(access);
      });
    });
  });
});

describe('a wider scope', () => {
  test('never costs less, and is never planned where a narrower one is refused by the policy', () => {
    law(
      fc.property(request, facts, (asked, known) => {
        const wide = planOf(asked, known);
        if (wide === undefined || asked.scope.length < 2) return;
        const [first] = asked.scope;
        const narrow = planOf({ ...asked, server: wide.server.id, scope: [first] }, known);
        expect(narrow).toBeDefined();
        expect(narrow?.cost).toBeLessThan(wide.cost);
        expect(narrow?.lifetime).toBeGreaterThanOrEqual(wide.lifetime);
      }),
      { runs: 4_000 },
    );
  });
});

describe('the decision', () => {
  test('denies foreign ids, whatever the policy (T1)', () => {
    const foreign = fc.constantFrom(
      { repositoryId: '9', repositoryOwnerId: '9' },
      { repositoryId: '9' },
      { repositoryOwnerId: '9' },
      { repositoryId: '*' },
      { repositoryId: '' },
    );
    const anyRule = fc.tuple(allowRule, fc.subarray([0, 1])).map(([rule, kept]) => ({
      ...rule,
      conditions: rule.conditions.filter((_, at) => at > 1 || kept.includes(at)),
    }));
    law(
      fc.property(
        request,
        facts,
        foreign,
        identity,
        fc.array(anyRule),
        (asked, known, ids, claims, rules) => {
          const stranger = {
            ...withRules(known, [...known.policy.rules, ...rules]),
            identity: { ...claims, ...ids },
          };
          const planned = planMint(asked, stranger);
          expect(planned.ok ? planned.value : planned.error.map(({ code }) => code)).toEqual([
            'POLICY_DENIED',
          ]);
        },
      ),
      RUNS,
    );
  });

  test('doesn’t see the subject, nor anything of a job that no rule may name (T3, T5)', () => {
    const unseen = fc.record({
      subject: fc.oneof(fc.string(), fc.constant('repo:acme/shop:environment:production')),
      tokenId: fc.string(),
      runId: fc.string(),
      runAttempt: fc.string(),
      checkRunId: fc.option(fc.string()),
      head_ref: fc.constantFrom('refs/heads/main', 'main'),
      base_ref: fc.constantFrom('refs/heads/main', 'main'),
    });
    law(
      fc.property(request, facts, identity, unseen, (asked, known, claims, other) => {
        const one = planMint(asked, { ...known, identity: claims });
        expect(planMint(asked, { ...known, identity: { ...claims, ...other } })).toEqual(one);
      }),
      RUNS,
    );
  });

  test('doesn’t depend on the order of rules (T13)', () => {
    law(
      fc.property(request, facts, (asked, known) => {
        const reversed = withRules(known, known.policy.rules.toReversed());
        expect(planOf(asked, reversed)).toEqual(planOf(asked, known));
      }),
      RUNS,
    );
  });

  test('allows no more after a condition is added to a rule (T13)', () => {
    law(
      fc.property(request, facts, condition, fc.nat({ max: 3 }), (asked, known, more, at) => {
        const rules = known.policy.rules.map((rule, index) =>
          index === at && rule.effect === 'allow' ? withConditions(rule, [more]) : rule,
        );
        const stricter = planOf(asked, withRules(known, rules));
        if (stricter === undefined) return;
        const before = planOf({ ...asked, server: stricter.server.id }, known);
        expect(before).toBeDefined();
        expect(before?.scope).toEqual(stricter.scope);
        expect(before?.lifetime).toBeGreaterThanOrEqual(stricter.lifetime);
      }),
      { runs: 4_000 },
    );
  });

  test('allows no more after a rule that denies is added', () => {
    law(
      fc.property(request, facts, denyRule, (asked, known, never) => {
        const stricter = planOf(asked, withRules(known, [...known.policy.rules, never]));
        if (stricter !== undefined) expect(planOf(asked, known)).toEqual(stricter);
      }),
      RUNS,
    );
  });

  test('allows no more after a rule is taken away', () => {
    law(
      fc.property(request, facts, fc.nat({ max: 3 }), (asked, known, at) => {
        const removed = known.policy.rules[at];
        if (removed?.effect !== 'allow') return;
        const fewer = planOf(asked, withRules(known, known.policy.rules.toSpliced(at, 1)));
        if (fewer === undefined) return;
        const before = planOf({ ...asked, server: fewer.server.id }, known);
        expect(before?.scope).toEqual(fewer.scope);
        expect(before?.lifetime).toBeGreaterThanOrEqual(fewer.lifetime);
      }),
      RUNS,
    );
  });
});
