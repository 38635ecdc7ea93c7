import {
  describe,
  EVENTS_DANGEROUS,
  EVENTS_DEFAULT,
  type NonEmpty,
  ok,
  PATTERN_MAX,
  parseLifetime,
  parseScopeEntries,
  type Result,
  RULE_LIFETIME_DEFAULT,
  type Rule,
  type RuleClaim,
  type Seconds,
  type TrustPolicy,
} from '@connect-token/core';
import * as z from 'zod';
import { type FileFailure, readYamlFile } from './yaml-file.ts';

const RULES_MAX = 1_000;
const VALUES_MAX = 100;

/** The trust policy of a file, with the hash that decisions record. Fails with every mistake of the file. */
export async function readPolicyFile(path: string): Promise<Result<TrustPolicy, NonEmpty<FileFailure>>> {
  const file = await readYamlFile(path, policyFile);
  return file.ok ? ok({ hash: file.value.hash, rules: file.value.value.rules }) : file;
}

/** One value or a list of them; never an empty list, which would match nothing and look as if it matched all. */
const oneOrMore = <S extends z.ZodType<string>>(value: S) =>
  z
    .union([
      value.transform((one): NonEmpty<string> => [one]),
      z.array(value).min(1, 'is empty').max(VALUES_MAX),
    ])
    .transform((values) => values as NonEmpty<string>);

/** GitHub's numeric ids, written as a number or as text. Names can be registered anew by somebody else (T2). */
const numericId = z
  .union([z.string(), z.int()])
  .transform(String)
  .refine((text) => /^[1-9]\d{0,19}$/.test(text), {
    error: 'a numeric id is needed, such as `gh api repos/OWNER/NAME --jq .id` prints',
  });

const pattern = z
  .string()
  .min(1, 'is empty')
  .max(PATTERN_MAX, `at most ${PATTERN_MAX} characters`)
  .refine((text) => !text.slice(0, -1).includes('*'), 'one `*` is allowed, at the end')
  .refine((text) => !/[\p{Cc}\p{Cf}]/u.test(text), 'control characters are not allowed');

const refPattern = pattern.refine(
  (text) => /^refs\/(?:heads|tags|pull)\/./.test(text),
  'the full ref is needed, such as `refs/heads/main` or `refs/tags/v*`',
);

const workflowPattern = pattern.refine(
  (text) => /^[^/@*]+\/[^/@*]+\/\.github\/workflows\/[^/@*]+@./.test(text),
  'the whole reference is needed, such as `acme/shop/.github/workflows/deploy.yml@refs/heads/main`',
);

const match = z.strictObject({
  repository_id: oneOrMore(numericId),
  repository_owner_id: oneOrMore(numericId),
  /** A comment that is checked: a repository of the right id and another name was renamed or moved, and is refused. */
  repository: oneOrMore(
    pattern.refine((text) => !text.includes('*'), 'an exact `owner/name` is needed'),
  ).optional(),
  ref: oneOrMore(refPattern).optional(),
  environment: oneOrMore(pattern).optional(),
  event: oneOrMore(pattern.refine((text) => !text.includes('*'), 'an exact event name is needed')).optional(),
  workflow: oneOrMore(workflowPattern).optional(),
  job_workflow: oneOrMore(workflowPattern).optional(),
});

const CONDITION_ORDER = [
  'repository_id',
  'repository_owner_id',
  'repository',
  'ref',
  'environment',
  'event',
  'workflow',
  'job_workflow',
] as const satisfies readonly RuleClaim[];

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
      const path = 'line' in failure ? [failure.line - 1] : [];
      context.addIssue({ code: 'custom', path, message: describe(failure).replace(/^line \d+: /, '') });
    }
    return z.NEVER;
  });

const grant = z.strictObject({
  server: oneOrMore(z.string().min(1).max(PATTERN_MAX)),
  vaults: vaultEntries,
  lifetime_max: lifetime.default(RULE_LIFETIME_DEFAULT),
});

const rule = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'a name is 1 to 64 of `a-z`, `0-9`, `-` and `_`'),
    effect: z.enum(['allow', 'deny']).default('allow'),
    match,
    grant: grant.optional(),
    /** Says that an event in which strangers choose code or text is meant to be allowed (T4). */
    dangerous: z.boolean().default(false),
  })
  .check((context) => {
    const { effect, grant: granted, match: matched, dangerous } = context.value;
    const refuse = (path: string[], message: string): void => {
      context.issues.push({ code: 'custom', path, message, input: context.value });
    };
    if (effect === 'allow' && granted === undefined) refuse(['grant'], 'a rule that allows needs a `grant`');
    if (effect === 'deny' && granted !== undefined) refuse(['grant'], 'a rule that denies grants nothing');
    const dangers = (matched.event ?? []).filter((event) => EVENTS_DANGEROUS.includes(event));
    if (effect === 'allow' && dangers.length > 0 && !dangerous) {
      const events = dangers.map((event) => `\`${event}\``).join(', ');
      refuse(
        ['match', 'event'],
        `${events}: strangers choose what such a run does; if that is meant, add \`dangerous: true\``,
      );
    }
  })
  .transform(({ name, effect, match: matched, grant: granted }): Rule => {
    const conditions = CONDITION_ORDER.flatMap((claim) => {
      const patterns =
        matched[claim] ?? (claim === 'event' && effect === 'allow' ? EVENTS_DEFAULT : undefined);
      return patterns === undefined ? [] : [{ claim, patterns }];
    });
    if (effect === 'deny' || granted === undefined) return { effect: 'deny', name, conditions };
    const { server: servers, vaults, lifetime_max: lifetimeMax } = granted;
    return { effect: 'allow', name, conditions, grant: { servers, vaults, lifetimeMax } };
  });

/** A trust policy as a file. Strict: a key that isn't known is an error, so that a typo can't widen a rule (T11). */
export const policyFile = z.strictObject({
  version: z.literal(1, 'is 1'),
  rules: z
    .array(rule)
    .max(RULES_MAX)
    .check((context) => {
      const seen = new Set<string>();
      context.value.forEach(({ name }, index) => {
        if (seen.has(name)) {
          context.issues.push({
            code: 'custom',
            path: [index, 'name'],
            message: `\`${name}\` is taken`,
            input: name,
          });
        }
        seen.add(name);
      });
    }),
});
