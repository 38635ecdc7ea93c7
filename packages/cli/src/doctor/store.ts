import { readFileSync } from 'node:fs';
import type { Instant } from '@connect-token/core';
import { type Inspection, inspect } from '@connect-token/storage';
import { type Finding, failed, fine, warned } from './finding.ts';

/** The database, looked at without being taken or changed: by whom it is open, its schema, its leases, and whether it is whole. */
export function checkStore(directory: string, now: Instant): readonly Finding[] {
  const seen = inspect(directory, now);
  if (!seen.ok)
    return [
      failed('store', seen.error, 'restore a backup (docs/deploy.md), or start with a new data directory'),
    ];
  const { owner } = seen.value;
  return [
    ...schemaFindings(seen.value),
    ...(typeof owner === 'number' ? dumpFindings(owner) : []),
    ...integrityFindings(seen.value),
    ...leaseFindings(seen.value),
  ];
}

/** A dump of the process's memory would hold tokens and the sealing key. Nothing is said where the system doesn't tell. */
function dumpFindings(pid: number): readonly Finding[] {
  let limits: string;
  try {
    limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  } catch {
    return [];
  }
  return /^Max core file size\s+0\s/m.test(limits)
    ? []
    : [
        warned(
          'memory dumps',
          `process ${pid} may write one when it crashes, with tokens and keys in it`,
          'LimitCORE=0 in its unit, or `ulimit -c 0` before it starts',
        ),
      ];
}

function schemaFindings({ owner, schema: { found, supported } }: Inspection): readonly Finding[] {
  const whose =
    owner === 'nobody'
      ? 'nobody has it open'
      : typeof owner === 'number'
        ? `open by process ${owner}`
        : 'open';
  if (found > supported)
    return [
      failed(
        'store',
        `its schema ${found} is newer than ${supported}, which this program knows`,
        'install the newer program',
      ),
    ];
  if (found < supported)
    return [
      warned(
        'store',
        `its schema is ${found}, and the program's ${supported}`,
        'the next start brings it forward: make a copy first',
      ),
    ];
  return [fine('store', `${whose}, schema ${found}`)];
}

function integrityFindings({ integrity, reserved }: Inspection): readonly Finding[] {
  const findings: Finding[] = [];
  if (integrity === 'whole') findings.push(fine('integrity', 'the file is whole'));
  else if (integrity !== 'unknown')
    findings.push(
      failed(
        'integrity',
        `the file is damaged: ${integrity.damage}`,
        'stop the broker and restore a backup (docs/deploy.md)',
      ),
    );
  if (!reserved)
    findings.push(
      warned(
        'reserve',
        'the space for ends on a full disk is given up, and mints are refused',
        'make room: it is taken again by itself',
      ),
    );
  return findings;
}

function leaseFindings({ leases }: Inspection): readonly Finding[] {
  if (leases === null) return [];
  const { open, stuck, overdue } = leases;
  if (stuck > 0)
    return [
      warned(
        'leases',
        `${stuck} of ${open} are stuck`,
        'look for `sweep.failed` in the log: the control plane says why',
      ),
    ];
  // A few are always due between two passes; whether that lasts, a running broker says in its own finding.
  return [fine('leases', `${open} open, ${overdue} due to be ended`)];
}
