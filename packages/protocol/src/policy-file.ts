import {
  describe,
  EVENTS_DANGEROUS,
  EVENTS_DEFAULT,
  type NonEmpty,
  ok,
  parseLifetime,
  parseScopeEntries,
  type Result,
  RULE_CLAIMS,
  RULE_LIFETIME_DEFAULT,
  type Rule,
  type Seconds,
  type TrustPolicy,
  VAULT_TEXT_MAX,
} from '@connect-token/core';
import * as z from 'zod';
import { credits } from './plan-entry.ts';
import {
  environmentPattern,
  eventName,
  numericId,
  refPattern,
  repositoryName,
  workflowPattern,
} from './policy-pattern.ts';
import { oneOrMore } from './schema-list.ts';
import { type FileFailure, readYamlFile } from './yaml-file.ts';

const RULES_MAX = 1_000;
const VALUES_MAX = 100;

/** The trust policy of a file, with the hash that decisions record. Fails with every mistake of the file. */
export async function readPolicyFile(path: string): Promise<Result<TrustPolicy, NonEmpty<FileFailure>>> {
  const file = await readYamlFile(path, policyFile);
  return file.ok ? ok({ hash: file.value.hash, rules: file.value.value.rules }) : file;
}

const match = z.strictObject({
  repository_id: oneOrMore(numericId, VALUES_MAX),
  repository_owner_id: oneOrMore(numericId, VALUES_MAX),
  /** A comment that is checked: a repository of the right id and another name was renamed or moved, and is refused. */
  repository: oneOrMore(repositoryName, VALUES_MAX).optional(),
  ref: oneOrMore(refPattern, VALUES_MAX).optional(),
  environment: oneOrMore(environmentPattern, VALUES_MAX).optional(),
  event: oneOrMore(eventName, VALUES_MAX).optional(),
  workflow: oneOrMore(workflowPattern, VALUES_MAX).optional(),
  job_workflow: oneOrMore(workflowPattern, VALUES_MAX).optional(),
});

const lifetime = z.string().transform((text, context): Seconds => {
  const parsed = parseLifetime(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: describe(parsed.error) });
  return z.NEVER;
});

const vaultEntries = z
  .array(z.string())
  .min(1, 'is empty')
  .transform((entries, context) => {
    const parsed = parseScopeEntries(entries);
    if (parsed.ok) return parsed.value.map(({ vault, access }) => ({ vault, access }));
    for (const failure of parsed.error) {
      // An entry's number is its place in the list; the failure then stands at the entry's own line of the file.
      const path = 'line' in failure ? [failure.line - 1] : [];
      const message =
        failure.code === 'VAULT_REPEATED'
          ? 'the vault stands in this list already'
          : describe(failure).replace(/^line \d+: /, '');
      context.addIssue({ code: 'custom', path, message });
    }
    return z.NEVER;
  });

const grant = z.strictObject({
  server: oneOrMore(z.string().min(1, 'is empty').max(VAULT_TEXT_MAX), VALUES_MAX),
  vaults: vaultEntries,
  lifetime_max: lifetime.default(RULE_LIFETIME_DEFAULT),
  /** Vault access credits of all leases of the rule together. */
  credits_max: credits.optional(),
});

const draft = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'a name is 1 to 64 of `a-z`, `0-9`, `-` and `_`'),
  effect: z.enum(['allow', 'deny']).default('allow'),
  match,
  grant: grant.optional(),
  /** Says that an event in which strangers choose code or text is meant to be allowed (T4). */
  dangerous: z.boolean().default(false),
});

type Draft = z.output<typeof draft>;

interface RuleMistake {
  readonly path: string[];
  readonly message: string;
}

/** What is wrong between the parts of a rule. The parts may be malformed themselves: each is looked at with care. */
function ruleMistakes({ effect, grant: granted, match: matched, dangerous }: Draft): readonly RuleMistake[] {
  const mistakes: RuleMistake[] = [];
  if (effect === 'deny' && granted !== undefined)
    mistakes.push({ path: ['grant'], message: 'a rule that denies grants nothing' });
  if (effect === 'deny' && matched?.repository !== undefined)
    mistakes.push({
      path: ['match', 'repository'],
      message: 'a rule that denies goes by the ids alone: a repository that is renamed would escape it',
    });
  if (effect === 'allow' && granted === undefined)
    mistakes.push({ path: ['grant'], message: 'a rule that allows needs a `grant`' });
  const events: readonly string[] = Array.isArray(matched?.event) ? matched.event : [];
  const dangers = events.filter((event) => EVENTS_DANGEROUS.includes(event));
  if (effect === 'allow' && dangers.length > 0 && dangerous !== true)
    mistakes.push({
      path: ['match', 'event'],
      message: `${dangers.map((event) => `\`${event}\``).join(', ')}: strangers choose what such a run does; if that is meant, add \`dangerous: true\``,
    });
  return mistakes;
}

const rule = draft
  .superRefine(
    (value, context) => {
      for (const { path, message } of ruleMistakes(value))
        context.addIssue({ code: 'custom', path, message });
    },
    // Also where a part of the rule is wrong already: every mistake is told at once.
    { when: ({ value }) => typeof value === 'object' && value !== null },
  )
  .transform(({ name, effect, match: matched, grant: granted }): Rule => {
    const conditions = RULE_CLAIMS.flatMap((claim) => {
      const patterns =
        matched[claim] ?? (claim === 'event' && effect === 'allow' ? EVENTS_DEFAULT : undefined);
      return patterns === undefined ? [] : [{ claim, patterns }];
    });
    if (granted === undefined) return { effect: 'deny', name, conditions };
    const { server: servers, vaults, lifetime_max: lifetimeMax, credits_max: creditsMax } = granted;
    const ceiling = creditsMax === undefined ? {} : { creditsMax };
    return { effect: 'allow', name, conditions, grant: { servers, vaults, lifetimeMax, ...ceiling } };
  });

/** A trust policy as a file. Strict: a key that isn't known is an error, so that a typo can't widen a rule (T11). */
export const policyFile = z.strictObject({
  version: z.literal(1),
  rules: z
    .array(rule)
    .max(RULES_MAX)
    .superRefine(
      (rules, context) => {
        const seen = new Set<unknown>();
        for (const [index, each] of rules.entries()) {
          const name: unknown = each?.name;
          if (typeof name === 'string' && seen.has(name))
            context.addIssue({ code: 'custom', path: [index, 'name'], message: `\`${name}\` is taken` });
          seen.add(name);
        }
      },
      { when: ({ value }) => Array.isArray(value) },
    ),
});
