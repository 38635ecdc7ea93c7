import { stat, statfs } from 'node:fs/promises';
import { type Finding, failed, fine, warned } from './finding.ts';

const CHECK = 'data directory';

/** A day of leases and their events, many times over. */
const FREE_BYTES_MIN = 64 * 1024 * 1024;

/** Source: statfs(2), linux/magic.h. Network file systems keep no reliable locks; those of a machine's memory lose everything. */
const NETWORKED: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x5346414f, 'AFS'],
]);
const MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/** Whose it is, who else can enter, whether there is space, and on what it stands. */
export async function checkDirectory(path: string, uid = process.getuid?.()): Promise<readonly Finding[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    return [failed(CHECK, `${path} can't be found`, 'start `connect serve` once: it makes it')];
  if (!found.isDirectory()) return [failed(CHECK, `${path} is not a directory`, 'name another one')];
  const { type, bavail, bsize } = await statfs(path);
  const findings: Finding[] = [];
  const others = found.mode & 0o077;
  if (others !== 0)
    findings.push(
      warned(
        CHECK,
        `${path} can be entered by others (mode ${(found.mode & 0o777).toString(8)})`,
        `chmod 0700 ${path}`,
      ),
    );
  if (uid !== undefined && uid !== 0 && found.uid !== uid)
    findings.push(failed(CHECK, `${path} belongs to another user`, 'run this as the user of the broker'));
  const network = NETWORKED.get(type);
  if (network !== undefined)
    findings.push(
      failed(CHECK, `${path} is on ${network}, which keeps no reliable locks`, 'move it to a local disk'),
    );
  if (MEMORY.has(type))
    findings.push(warned(CHECK, `${path} is in memory: a restart loses it`, 'move it to a local disk'));
  const free = bavail * bsize;
  if (free < FREE_BYTES_MIN)
    findings.push(
      warned(CHECK, `${mebibytes(free)} are free beside ${path}`, 'make room before mints are refused'),
    );
  return findings.length > 0 ? findings : [fine(CHECK, `${path}, ${mebibytes(free)} free`)];
}

const mebibytes = (bytes: number): string => `${Math.floor(bytes / (1024 * 1024))} MiB`;
