/** Words of the Connect API. Source: 1password.dev, "Connect Server API reference", objects. */
export const CATEGORIES = [
  'LOGIN',
  'PASSWORD',
  'API_CREDENTIAL',
  'SERVER',
  'DATABASE',
  'CREDIT_CARD',
  'MEMBERSHIP',
  'PASSPORT',
  'SOFTWARE_LICENSE',
  'OUTDOOR_LICENSE',
  'SECURE_NOTE',
  'WIRELESS_ROUTER',
  'BANK_ACCOUNT',
  'DRIVER_LICENSE',
  'IDENTITY',
  'REWARD_PROGRAM',
  'DOCUMENT',
  'EMAIL_ACCOUNT',
  'SOCIAL_SECURITY_NUMBER',
  'MEDICAL_RECORD',
  'SSH_KEY',
  'CUSTOM',
] as const;

export const FIELD_TYPE_WORDS = [
  'STRING',
  'EMAIL',
  'CONCEALED',
  'URL',
  'OTP',
  'DATE',
  'MONTH_YEAR',
  'MENU',
  'SSHKEY',
  'PHONE',
  'ADDRESS',
  'REFERENCE',
] as const;

export const PURPOSE_WORDS = ['USERNAME', 'PASSWORD', 'NOTES'] as const;

export const RECIPE_SETS = ['LETTERS', 'DIGITS', 'SYMBOLS'] as const;

/** Characters of a generated value. */
export const RECIPE_LENGTH = { min: 1, max: 64, default: 32 } as const;
