/** Whose a Connect token says that it is; not verified, so good for showing and for nothing else. */
export interface TokenClaims {
  readonly account: string | undefined;
  readonly server: string | undefined;
}

/** Source: 1Password's web client, the claims of a Connect token. A token without claims that can be read tells nothing. */
export function readTokenClaims(token: string): TokenClaims {
  const claims = parseClaims(token.split('.')[1] ?? '');
  const text = (name: string): string | undefined => {
    const value = claims[name];
    return typeof value === 'string' && /^[A-Za-z0-9]{1,64}$/.test(value) ? value : undefined;
  };
  return { account: text('1password.com/auuid'), server: text('sub') };
}

function parseClaims(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
