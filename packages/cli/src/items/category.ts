import {
  err,
  type FailureOf,
  type ItemCategory,
  ok,
  quote,
  quoteList,
  type Result,
} from '@connect-token/core';

/** Each category by the name that people know it by. Source: 1password.dev, `op item template list`. */
export const CATEGORY_NAMES: Readonly<Record<ItemCategory, string>> = {
  LOGIN: 'Login',
  PASSWORD: 'Password',
  API_CREDENTIAL: 'API Credential',
  SERVER: 'Server',
  DATABASE: 'Database',
  CREDIT_CARD: 'Credit Card',
  MEMBERSHIP: 'Membership',
  PASSPORT: 'Passport',
  SOFTWARE_LICENSE: 'Software License',
  OUTDOOR_LICENSE: 'Outdoor License',
  SECURE_NOTE: 'Secure Note',
  WIRELESS_ROUTER: 'Wireless Router',
  BANK_ACCOUNT: 'Bank Account',
  DRIVER_LICENSE: 'Driver License',
  IDENTITY: 'Identity',
  REWARD_PROGRAM: 'Reward Program',
  DOCUMENT: 'Document',
  EMAIL_ACCOUNT: 'Email Account',
  SOCIAL_SECURITY_NUMBER: 'Social Security Number',
  MEDICAL_RECORD: 'Medical Record',
  SSH_KEY: 'SSH Key',
  CUSTOM: 'Custom',
};

/** `api credential`, `API_CREDENTIAL` and `apicredential` are one. Source: 1password.dev, `op item create`: case and space don't count. */
export function categoryNamed(text: string): ItemCategory | undefined {
  const wanted = keyOf(text);
  return (Object.keys(CATEGORY_NAMES) as ItemCategory[]).find(
    (category) => keyOf(category) === wanted || keyOf(CATEGORY_NAMES[category]) === wanted,
  );
}

/** Fails with `USAGE_INVALID` and the names of all. */
export function parseCategory(text: string): Result<ItemCategory, FailureOf<'USAGE_INVALID'>> {
  const category = categoryNamed(text);
  if (category !== undefined) return ok(category);
  const problem = `${quote(text)} is no category; allowed is one of ${quoteList(Object.values(CATEGORY_NAMES))}`;
  return err({ code: 'USAGE_INVALID', problem, instead: null });
}

const keyOf = (text: string): string => text.replaceAll(/[\s_-]/g, '').toLowerCase();
