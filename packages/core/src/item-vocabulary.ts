/** Source: 1password.dev, Connect API, item categories. */
export const ITEM_CATEGORIES = [
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

export type ItemCategory = (typeof ITEM_CATEGORIES)[number];

/** Source: 1password.dev, Connect API, item fields. */
export const FIELD_TYPES = [
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

export type FieldType = (typeof FIELD_TYPES)[number];

/** The fields that clients find by what they are for; each at most once an item. */
export const FIELD_PURPOSES = ['USERNAME', 'PASSWORD', 'NOTES'] as const;

export type FieldPurpose = (typeof FIELD_PURPOSES)[number];

/** The id and the label of a field that has a purpose. Source: 1password.dev, Connect API, item fields. */
export const PURPOSE_IDS: Readonly<Record<FieldPurpose, string>> = {
  USERNAME: 'username',
  PASSWORD: 'password',
  NOTES: 'notesPlain',
};

/** What a generated value may be made of. Source: 1password.dev, Connect API, generator recipe. */
export const CHARACTER_SETS = ['LETTERS', 'DIGITS', 'SYMBOLS'] as const;

/** Characters of a generated value. */
export const RECIPE_LENGTH = { min: 1, max: 64, default: 32 } as const;
