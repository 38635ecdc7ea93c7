import type { Secret } from '@connect-token/core';

/** One GitHub with what proves that it speaks, or who asks. */
export interface GitHubInstance {
  readonly issuer: string;
  /** As `X-GitHub-Enterprise-Host` has it. */
  readonly host: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** None: its webhooks are refused. Two while one replaces the other. */
  readonly webhookSecrets: readonly Secret<string>[];
  /** `null`: it is never asked. */
  readonly credential: GitHubCredential | null;
}

export type GitHubCredential =
  /** PEM. */
  | { readonly kind: 'app'; readonly id: string; readonly privateKey: Secret<string> }
  | { readonly kind: 'token'; readonly token: Secret<string> };
