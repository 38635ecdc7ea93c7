import type { Command, History } from '../lease-model/command.ts';
import type { CrashPoint } from '../lease-model/fate.ts';

/** How a fault is injected here, or why it isn't. */
export type Evidence =
  /** The broker's own process, over HTTP, in a history of its own that must end with nothing alive and nothing held. */
  | { readonly kind: 'history'; readonly how: string; readonly history: History }
  /** Tests of the project: files from the root, and what the names of those that count begin with. */
  | { readonly kind: 'tests'; readonly file: string; readonly named: readonly string[] }
  /** A matter of time: what the benchmark of this name measured when it was last written down, and not in this run. */
  | { readonly kind: 'measured'; readonly bench: string }
  | { readonly kind: 'none'; readonly why: string };

export interface Row {
  readonly fault: string;
  readonly evidence: readonly Evidence[];
}

const MINT: Command = {
  do: 'mint',
  key: 0,
  idToken: 0,
  job: 0,
  vaults: 1,
  lifetimeS: 240,
  atOnce: false,
};
const AGAIN: Command = { ...MINT, key: 1, idToken: 1 };
const GIVE_BACK: Command = { do: 'end', by: 'handle', key: 0 };
const WAIT: Command = { do: 'wait', spanS: 6, stopped: false };

const played = (how: string, ...commands: readonly Command[]): Evidence => ({
  kind: 'history',
  how,
  history: { limit: 2, remote: false, endsAtLast: false, commands },
});

/** The process is killed at a point of a mint, or of the end that follows it; a later job asks as well. */
const killed = (point: CrashPoint, ...before: readonly Command[]): Evidence =>
  played(`SIGKILL ${point}`, ...before, { do: 'doom', point, visitsBefore: 0 }, ...rest(before));

const rest = (before: readonly Command[]): readonly Command[] =>
  before.length === 0 ? [MINT, WAIT, GIVE_BACK, AGAIN, WAIT] : [GIVE_BACK, WAIT, AGAIN, WAIT];

const tests = (file: string, ...named: readonly string[]): Evidence => ({ kind: 'tests', file, named });

const CONFORMANCE = 'packages/conformance/src';
const SETTLING = `${CONFORMANCE}/lifecycle-settling.test.ts`;
const REAPER = `${CONFORMANCE}/lifecycle-reaper.test.ts`;
const MINTS = `${CONFORMANCE}/lifecycle.test.ts`;
const KEYS = 'packages/broker/src/oidc/issuer-keys.test.ts';
const WEBHOOK = `${CONFORMANCE}/github-webhook.test.ts`;
const POLL = `${CONFORMANCE}/github-poll.test.ts`;
const REPLICAS = `${CONFORMANCE}/postgres/replicas.test.ts`;
const JOBS = 'demo/src/lost-job.test.ts';
const DISK = 'packages/cli/src/serve-faults.test.ts';

export const ROWS: readonly Row[] = [
  { fault: 'F1', evidence: [killed('before-intend')] },
  { fault: 'F2', evidence: [killed('after-intend'), killed('before-create')] },
  { fault: 'F3', evidence: [killed('after-create'), killed('before-activate')] },
  { fault: 'F4', evidence: [killed('after-activate'), tests(JOBS, '')] },
  { fault: 'F5', evidence: [tests(JOBS, '')] },
  {
    fault: 'F6',
    evidence: (['before-delete', 'after-delete', 'before-settle', 'after-settle'] as const).map((point) =>
      killed(point, MINT),
    ),
  },
  {
    fault: 'F7',
    evidence: [
      tests(`${CONFORMANCE}/store-process.test.ts`, 'whatever was told to be on disk'),
      {
        kind: 'none',
        why: 'a power cut: what a disk does with unsynced pages needs a machine that can lose them',
      },
    ],
  },
  { fault: 'F8', evidence: [tests(MINTS, 'a mint whose outcome is unknown')] },
  {
    fault: 'F9',
    evidence: [tests(SETTLING, 'at a control plane that settles late and lists what was a create')],
  },
  {
    fault: 'F10',
    evidence: [
      tests(SETTLING, 'at a control plane that shows what it did at once a create that makes two tokens'),
      tests(
        `${CONFORMANCE}/lifecycle-orphans.test.ts`,
        'a token of ours that no lease explains may be the second',
      ),
    ],
  },
  { fault: 'F11', evidence: [tests(MINTS, 'a mint that the control plane refuses')] },
  { fault: 'F12', evidence: [tests(SETTLING, 'a token that resists')] },
  { fault: 'F13', evidence: [tests(SETTLING, 'at a control plane that settles late and lists what was')] },
  {
    fault: 'F14',
    evidence: [
      tests(`${CONFORMANCE}/store-process.test.ts`, 'a directory that a running', 'a second process'),
      tests('packages/storage/src/group-commit.test.ts', 'units of work are refused while another'),
      tests(DISK, 'a broker that runs refuses a mint'),
    ],
  },
  {
    fault: 'F15',
    evidence: [
      tests(`${CONFORMANCE}/disk-full.test.ts`, 'a full disk'),
      tests(DISK, 'a broker whose disk is full'),
      tests(SETTLING, 'without a store'),
    ],
  },
  { fault: 'F16', evidence: [tests(DISK, 'a broker whose disk reports an error')] },
  {
    fault: 'F17',
    evidence: [tests('packages/storage/src/store.test.ts', 'a data directory whose database is')],
  },
  {
    fault: 'F18',
    evidence: [
      played(
        'SIGKILL, and the database of before the mint',
        { do: 'back up' },
        MINT,
        WAIT,
        { do: 'restore' },
        WAIT,
      ),
      tests(`${CONFORMANCE}/lifecycle-orphans.test.ts`, 'a token of ours that no lease explains'),
    ],
  },
  { fault: 'F19', evidence: [tests(REAPER, 'a control plane that is away', 'after an outage')] },
  {
    fault: 'F20',
    evidence: [tests(KEYS, "an issuer's keys serve for a day", "an issuer's keys that are unknown")],
  },
  {
    fault: 'F21',
    evidence: [tests(KEYS, "an issuer's keys are refreshed", "an issuer's keys that are new")],
  },
  { fault: 'F22', evidence: [tests(KEYS, "an issuer's keys are kept where")] },
  { fault: 'F23', evidence: [tests(POLL, 'a poll that can’t read GitHub')] },
  {
    fault: 'F24',
    evidence: [
      tests(WEBHOOK, 'a webhook that comes before', 'a webhook ten times'),
      tests(POLL, 'a poll finds'),
    ],
  },
  { fault: 'F25', evidence: [tests(WEBHOOK, 'a webhook about the first attempt')] },
  { fault: 'F26', evidence: [tests(WEBHOOK, 'a webhook of a completed'), tests(POLL, 'a poll finds')] },
  { fault: 'F27', evidence: [tests('actions/connect-token/src/post.scenario.test.ts', '')] },
  {
    fault: 'F28',
    evidence: [tests(MINTS, 'a mint with a used key'), tests(REPLICAS, 'two replicas give one lease')],
  },
  { fault: 'F29', evidence: [tests(REPLICAS, 'two replicas')] },
  {
    fault: 'F30',
    evidence: [
      played(
        'SIGSTOP for 21 s of its time, when the control plane has made the token and not said so',
        { do: 'upstream', call: 'create', how: 'overdue', once: true },
        MINT,
        { ...WAIT, spanS: 4 },
        { do: 'wait', spanS: 21, stopped: true },
        WAIT,
      ),
      tests(
        SETTLING,
        'at a control plane that shows what it did at once a token whose create is answered after',
      ),
      tests(REAPER, 'a mint leaves nothing behind where its process was stopped'),
    ],
  },
  { fault: 'F31', evidence: [tests(REAPER, 'the loop of the reaper')] },
  { fault: 'F32', evidence: [{ kind: 'measured', bench: 'leases' }] },
  { fault: 'F33', evidence: [tests('packages/lifecycle/src/system.test.ts', '')] },
  {
    fault: 'F34',
    evidence: [
      tests('packages/broker/src/start.test.ts', ''),
      tests(DISK, 'a broker that runs answers every mint'),
    ],
  },
  {
    fault: 'F35',
    evidence: [
      tests(DISK, 'a broker that runs closes connections'),
      { kind: 'none', why: 'memory: a process that has none left is ended by its system, as by SIGKILL' },
    ],
  },
  {
    fault: 'F36',
    evidence: [
      tests(`${CONFORMANCE}/postgres/store.test.ts`, ''),
      tests(`${CONFORMANCE}/postgres/partition.test.ts`, ''),
    ],
  },
  { fault: 'F37', evidence: [tests(`${CONFORMANCE}/audit-sink.test.ts`, '')] },
  {
    fault: 'F38',
    evidence: [
      tests('packages/broker/src/ruling-policy.test.ts', ''),
      tests('packages/cli/src/serve-reload.test.ts', ''),
    ],
  },
  {
    fault: 'F39',
    evidence: [
      {
        kind: 'none',
        why: 'the embedded account is in the process: there is no name to resolve until there is a driver of a remote one',
      },
    ],
  },
  {
    fault: 'F40',
    evidence: [
      tests('packages/storage/src/migrate.test.ts', ''),
      tests(`${CONFORMANCE}/postgres/schema.test.ts`, ''),
      tests(`${CONFORMANCE}/upgrade.test.ts`, ''),
    ],
  },
  {
    fault: 'F41',
    evidence: [
      tests('packages/storage/src/leases/tombstone.test.ts', ''),
      tests(REPLICAS, 'two replicas hold tombstones'),
      tests(`${CONFORMANCE}/disk-full.test.ts`, 'a full disk remembers no handle'),
    ],
  },
];
