import type { FieldDraft } from '@connect-token/account/items';
import type { FieldPurpose, FieldType, ItemCategory } from '@connect-token/core';

/** A field that items of a category begin with: its id and its label, which statements find it by. */
interface TemplateField {
  readonly id: string;
  readonly label: string;
  readonly type: FieldType;
  readonly purpose: FieldPurpose | null;
}

const field = (type: FieldType, id: string, label = id): TemplateField => ({
  id,
  label,
  type,
  purpose: null,
});
const text = (id: string, label = id): TemplateField => field('STRING', id, label);
const hidden = (id: string, label = id): TemplateField => field('CONCEALED', id, label);

const NOTES: TemplateField = { id: 'notesPlain', label: 'notesPlain', type: 'STRING', purpose: 'NOTES' };
const USERNAME: TemplateField = { id: 'username', label: 'username', type: 'STRING', purpose: 'USERNAME' };
const PASSWORD: TemplateField = { id: 'password', label: 'password', type: 'CONCEALED', purpose: 'PASSWORD' };

/**
 * The fields of each category, the ones that machines read; what a form of 1Password has beyond them is added by a statement with a
 * type. Source: 1password.dev, "Item fields", built-in fields.
 */
const TEMPLATES: Readonly<Record<ItemCategory, readonly TemplateField[]>> = {
  LOGIN: [USERNAME, PASSWORD],
  PASSWORD: [PASSWORD],
  API_CREDENTIAL: [
    text('username'),
    hidden('credential'),
    field('MENU', 'type'),
    text('filename'),
    field('DATE', 'validFrom', 'valid from'),
    field('DATE', 'expires'),
    text('hostname'),
  ],
  SERVER: [field('URL', 'url', 'URL'), text('username'), hidden('password')],
  DATABASE: [
    field('MENU', 'database_type', 'type'),
    text('hostname', 'server'),
    text('port'),
    text('database'),
    text('username'),
    hidden('password'),
    text('sid', 'SID'),
    text('alias'),
    text('options', 'connection options'),
  ],
  CREDIT_CARD: [
    text('cardholder', 'cardholder name'),
    field('MENU', 'type'),
    hidden('ccnum', 'number'),
    hidden('cvv', 'verification number'),
    field('MONTH_YEAR', 'expiry', 'expiry date'),
    field('MONTH_YEAR', 'validFrom', 'valid from'),
    hidden('pin', 'PIN'),
  ],
  MEMBERSHIP: [
    text('org_name', 'group'),
    field('URL', 'website'),
    field('PHONE', 'phone', 'telephone'),
    text('member_name', 'member name'),
    text('membership_no', 'member ID'),
    hidden('pin', 'PIN'),
  ],
  PASSPORT: [
    text('issuing_country', 'issuing country'),
    text('number'),
    text('fullname', 'full name'),
    field('DATE', 'issue_date', 'issued on'),
    field('DATE', 'expiry_date', 'expiry date'),
  ],
  SOFTWARE_LICENSE: [
    text('product_version', 'version'),
    text('reg_code', 'license key'),
    text('reg_name', 'licensed to'),
    field('EMAIL', 'reg_email', 'registered email'),
  ],
  OUTDOOR_LICENSE: [text('name', 'full name'), field('DATE', 'expires'), text('state'), text('country')],
  SECURE_NOTE: [],
  WIRELESS_ROUTER: [
    text('name', 'base station name'),
    hidden('password', 'base station password'),
    text('server', 'server / IP address'),
    text('network_name', 'network name'),
    hidden('wireless_password', 'wireless network password'),
  ],
  BANK_ACCOUNT: [
    text('bankName', 'bank name'),
    text('owner', 'name on account'),
    text('accountNo', 'account number'),
    text('swift', 'SWIFT'),
    text('iban', 'IBAN'),
    hidden('telephonePin', 'PIN'),
  ],
  DRIVER_LICENSE: [
    text('fullname', 'full name'),
    text('number'),
    field('MONTH_YEAR', 'expiry_date', 'expiry date'),
    text('country'),
  ],
  IDENTITY: [
    text('firstname', 'first name'),
    text('lastname', 'last name'),
    field('EMAIL', 'email'),
    field('PHONE', 'defphone', 'default phone'),
    field('ADDRESS', 'address'),
  ],
  REWARD_PROGRAM: [
    text('company_name', 'company name'),
    text('member_name', 'member name'),
    text('membership_no', 'member ID'),
    hidden('pin', 'PIN'),
  ],
  DOCUMENT: [],
  EMAIL_ACCOUNT: [
    text('pop_username', 'username'),
    text('pop_server', 'server'),
    text('pop_port', 'port number'),
    hidden('pop_password', 'password'),
    text('smtp_server', 'SMTP server'),
    text('smtp_port', 'port number (SMTP)'),
    text('smtp_username', 'username (SMTP)'),
    hidden('smtp_password', 'password (SMTP)'),
  ],
  SOCIAL_SECURITY_NUMBER: [text('name'), hidden('number')],
  MEDICAL_RECORD: [
    field('DATE', 'date'),
    text('location'),
    text('healthcareprofessional', 'healthcare professional'),
    text('patient'),
    text('reason', 'reason for visit'),
  ],
  SSH_KEY: [field('SSHKEY', 'private_key', 'private key')],
  CUSTOM: [],
};

/** The fields that a new item of the category begins with, all of them empty. */
export const templateFields = (category: ItemCategory): readonly FieldDraft[] =>
  [...TEMPLATES[category], NOTES].map((each) => ({ ...each, sectionId: null, value: null, recipe: null }));
