import {
  EVENTS_DANGEROUS,
  EVENTS_DEFAULT,
  type NonEmpty,
  ok,
  type Result,
  RULE_CLAIMS,
  type Rule,
  type TrustPolicy,
} from '@connect-token/core';
import * as z from 'zod';
import { grantMistakes, policyGrant, type RuleMistake, toGrant } from './policy-grant.ts';
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

const draft = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'a name is 1 to 64 of `a-z`, `0-9`, `-` and `_`'),
  effect: z.enum(['allow', 'deny']).default('allow'),
  match,
  grant: policyGrant.optional(),
  /** Says that an event in which strangers choose code or text is meant to be allowed (T4). */
  dangerous: z.boolean().default(false),
});

type Draft = z.output<typeof draft>;

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
  if (effect === 'allow' && typeof granted === 'object' && granted !== null)
    mistakes.push(...grantMistakes(granted));
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
    return { ...toGrant(granted), name, conditions };
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
