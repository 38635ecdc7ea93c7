import type { Migration } from './migration.ts';

/**
 * An index of its own for who looks by a run. Three indexes hold the open leases and nothing else; while statistics say that there are
 * hardly any, PostgreSQL takes any of them for a short list, and reads all of it for each job. A condition that only this one has, and
 * that only those who look by a run name, leaves no choice.
 */
const LEASE_OPEN = `
    DROP INDEX lease_open;
    CREATE INDEX lease_open ON lease (run_id, run_attempt, check_run_id) WHERE lower(state) IN ('intent', 'active');
`;

export const openLeasesOfARun: Migration = {
  name: '0010-open-leases-of-a-run',
  sqlite: LEASE_OPEN,
  postgres: LEASE_OPEN,
};
