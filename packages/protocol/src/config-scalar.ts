import { quote } from '@connect-token/core';
import * as z from 'zod';
import { isSecure, secureOrigin } from './origin.ts';

export interface Listen {
  readonly host: string;
  readonly port: number;
}

const PATH_MAX = 4_096;

export const path = z.string().min(1, 'is empty').max(PATH_MAX);

export const origin = z.string().transform((text, context): string => {
  const checked = secureOrigin(text);
  if (checked !== null) return checked;
  context.addIssue({
    code: 'custom',
    message: `${quote(text)} is not an origin such as \`https://broker.acme.example\` (http:// is for loopback only)`,
  });
  return z.NEVER;
});

/**
 * An issuer is compared byte for byte with the `iss` of a token (T17), so it is kept as written, and one that no issuer would write
 * like this is refused here, where somebody can see why. GitHub's may have a path.
 */
export const issuer = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const { origin, pathname, search, hash } = url;
  const asWritten = text === origin || (text === origin + pathname && search === '' && hash === '');
  return asWritten && isSecure(url);
}, 'an issuer is an https:// URL just as its tokens have it, such as `https://token.actions.githubusercontent.com` (http:// is for loopback only)');

export const listen = z.string().transform((text, context): Listen => {
  const match = /^(?<host>\[[0-9a-fA-F:]+\]|[^:\s[\]]+):(?<port>\d{1,5})$/.exec(text)?.groups;
  const port = Number(match?.['port']);
  if (match?.['host'] !== undefined && port <= 65_535)
    return { host: match['host'].replace(/^\[|\]$/g, ''), port };
  context.addIssue({
    code: 'custom',
    message: `${quote(text)} is not \`host:port\`, such as \`127.0.0.1:8300\``,
  });
  return z.NEVER;
});
