import type { Capabilities, EndReason, Instant, LeaseGroup } from '@connect-token/core';
import type { CrashPoint } from '../fate.ts';

/** What the process under test is started with, as JSON in its first argument. */
export interface Birth {
  readonly directory: string;
  readonly issuer: string;
  readonly upstream: string;
  readonly capabilities: Capabilities;
  readonly limit: number | null;
  readonly startedAtMs: number;
}

export type Asked =
  | { readonly ask: 'doom'; readonly point: CrashPoint; readonly visitsBefore: number }
  | {
      readonly ask: 'end';
      readonly number: number;
      readonly which: LeaseGroup;
      readonly reason: EndReason;
      readonly over: Instant | null;
    };

export type Told = { readonly url: string } | { readonly ended: number; readonly leases: number };

/** What the broker is called, wherever it listens. */
export const AUDIENCE = 'http://127.0.0.1:1';
