import { type AuditEvent, type AuditKind, type DetailValue, plain } from '@connect-token/core';

/** Names of things by id, where they have one. */
export interface Names {
  readonly person: (id: string) => string | undefined;
  readonly server: (id: string) => string | undefined;
  readonly vault: (id: string) => string | undefined;
}

/** Who did it: a person, whoever held the data directory, a job by its run, or the broker by itself. */
export function whoDid({ actor, subject }: AuditEvent, { person }: Names): string {
  if (actor !== null)
    return actor.kind === 'owner' ? 'owner' : plain(person(actor.personId) ?? actor.personId);
  return subject.run === undefined ? 'broker' : `run ${plain(subject.run)}`;
}

/** What was done, to be read behind who did it. The words of others are in it, and none of their control characters. */
export const whatWasDone = (event: AuditEvent, names: Names): string =>
  plain(SENTENCES[event.kind](event, names)).trimEnd();

type Sentence = (event: AuditEvent, names: Names) => string;

const verb =
  (text: string): Sentence =>
  (event, names) =>
    `${text} ${thingsOf(event, names)}`;

const SENTENCES: Readonly<Record<AuditKind, Sentence>> = {
  'lease.intent': (event, names) => {
    const { subject, detail } = event;
    const what = `${vaultsOf(detail, names)} on ${named('server', event, names)}`;
    return `asked for ${what}${byRule(detail)}${forJob(detail)}${until(detail)}, as lease ${subject.lease}`;
  },
  'lease.adopted': (event, names) => {
    const { lease, token } = event.subject;
    return `took over token ${token} on ${named('server', event, names)}, which no lease explains, as lease ${lease}`;
  },
  'lease.active': ({ subject }) => `got token ${subject.token} of lease ${subject.lease}`,
  'lease.revoking': ({ subject, detail }) => `ends lease ${subject.lease}${because(detail)}`,
  'lease.stuck': ({ subject }) => `can't end lease ${subject.lease} yet, and goes on trying`,
  'lease.revoked': ({ subject }) => `lease ${subject.lease} is over: its token is gone`,
  'lease.failed': ({ subject }) => `lease ${subject.lease} is over: no token was made`,
  'server.create': verb('made'),
  'server.rename': verb('renamed'),
  'server.delete': verb('deleted'),
  'vault.create': verb('made'),
  'vault.rename': verb('renamed'),
  'vault.grant': verb('granted'),
  'vault.revoke': verb('took away'),
  'token.create': verb('made'),
  'token.rename': verb('renamed'),
  'token.delete': verb('ended'),
  'group.create': verb('made'),
  'group.member.add': verb('added a member:'),
  'group.member.remove': verb('took out a member:'),
  'manager.grant': verb('made a manager:'),
  'manager.revoke': verb('took from the managers:'),
  'credits.plan': () => 'set the plan',
  'lease.end': (event, names) =>
    `asked for the end of ${thingsOf(event, names) || 'every lease'}${because(event.detail)}`,
  'credential.create': verb('made'),
  'credential.revoke': verb('ended'),
  'item.create': (event, names) => `made item ${itemOf(event)} in ${named('vault', event, names)}`,
  'item.update': (event, names) => `changed item ${itemOf(event)} in ${named('vault', event, names)}`,
  'item.delete': (event, names) => `deleted item ${itemOf(event)} from ${named('vault', event, names)}`,
  'item.import': (event, names) => `imported items into ${named('vault', event, names)}`,
  'account.rekey': ({ detail }) => `sealed the account under the key ${textOf(detail, 'key_id')}`,
  'policy.change': ({ detail }) =>
    `put policy ${textOf(detail, 'to').slice(0, 12)} in the place of ${textOf(detail, 'from').slice(0, 12)}`,
  'account.export': ({ detail }) => `exported the account, secrets ${textOf(detail, 'secrets')}`,
};

const thingsOf = (event: AuditEvent, names: Names): string =>
  (Object.keys(event.subject) as (keyof AuditEvent['subject'])[])
    .map((noun) => named(noun, event, names))
    .join(', ');

/** `server Production`, or its id where it has no name. */
function named(noun: keyof AuditEvent['subject'], { subject }: AuditEvent, names: Names): string {
  const id = subject[noun] ?? '';
  const name = noun === 'person' || noun === 'server' || noun === 'vault' ? names[noun](id) : undefined;
  return `${noun} ${name ?? id}`;
}

const itemOf = ({ detail }: AuditEvent): string => textOf(detail, 'item');

function vaultsOf({ vaults }: AuditEvent['detail'], { vault }: Names): string {
  if (!Array.isArray(vaults)) return 'a token';
  const told = (vaults as readonly DetailValue[]).map((each) => {
    const id = textOf(each, 'vault_id');
    return `${vault(id) ?? id},${textOf(each, 'access')}`;
  });
  return told.join(' and ');
}

const byRule = (detail: AuditEvent['detail']): string => {
  const [rule, policy] = [textOf(detail, 'rule'), textOf(detail, 'policy_hash')];
  return rule === '' ? '' : ` by rule ${rule} of policy ${policy.slice(0, 12)}`;
};

const forJob = ({ claims }: AuditEvent['detail']): string => {
  const repository = textOf(claims, 'repository');
  return repository === '' ? '' : ` for attempt ${textOf(claims, 'run_attempt')} in ${repository}`;
};

const until = (detail: AuditEvent['detail']): string => {
  const expiry = textOf(detail, 'expires_at');
  return expiry === '' ? '' : ` until ${expiry.replace(/\.\d+Z$/, 'Z')}`;
};

const because = (detail: AuditEvent['detail']): string => {
  const [reason, note] = [textOf(detail, 'reason'), textOf(detail, 'note')];
  return `${reason === '' ? '' : ` (${reason})`}${note === '' ? '' : `: ${note}`}`;
};

/** A text of an event, which an older version may have written in another form: '' then. */
function textOf(value: DetailValue | undefined, member: string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const text = (value as AuditEvent['detail'])[member];
  return typeof text === 'string' ? text : '';
}
