import type { FullItem } from '@connect-token/account';
import { instant, secret } from '@connect-token/core';
import { fullItemAnswer } from '@connect-token/protocol/connect';
import { describe, expect, test } from 'vitest';
import { formatContent, formatItem, formatOverview, formatVault } from './format.ts';

const at = instant(Date.UTC(2026, 10, 1, 12, 0, 0, 5));

const item: FullItem = {
  id: 'i'.repeat(26),
  vaultId: 'v'.repeat(26),
  title: 'Database',
  category: 'DATABASE',
  tags: ['prod'],
  urls: [
    { href: 'https://db.acme.example', label: null, primary: true },
    { href: 'https://replica.acme.example', label: 'replica', primary: false },
  ],
  favorite: false,
  version: 3,
  createdAt: at,
  updatedAt: at,
  lastEditedBy: 'e'.repeat(26),
  sections: [{ id: 'login', label: 'Login' }],
  files: [{ id: 'f'.repeat(26), name: 'key.pem', size: 3, sectionId: 'login' }],
  fields: [
    {
      id: 'username',
      label: 'username',
      type: 'STRING',
      purpose: 'USERNAME',
      sectionId: null,
      value: secret('acme'),
      code: null,
    },
    {
      id: 'port',
      label: 'port',
      type: 'STRING',
      purpose: null,
      sectionId: 'login',
      value: secret('5432'),
      code: null,
    },
    {
      id: 'otp',
      label: 'one-time password',
      type: 'OTP',
      purpose: null,
      sectionId: null,
      value: secret('JBSWY3DPEHPK3PXP'),
      code: secret('492039'),
    },
  ],
};

describe('what is answered', () => {
  test('writes a vault with its times in RFC 3339', () => {
    const vault = {
      id: 'v'.repeat(26),
      name: 'Production',
      description: '',
      type: 'USER_CREATED',
      attributeVersion: 1,
      contentVersion: 2,
      items: 1,
      createdAt: at,
      updatedAt: at,
    } as const;
    expect(formatVault(vault)).toEqual({
      ...vault,
      createdAt: '2026-11-01T12:00:00.005Z',
      updatedAt: '2026-11-01T12:00:00.005Z',
    });
  });

  test('lists an item with its vault, and without sections and fields', () => {
    expect(formatOverview(item)).toEqual({
      id: item.id,
      title: 'Database',
      vault: { id: item.vaultId },
      category: 'DATABASE',
      urls: [
        { primary: true, href: 'https://db.acme.example' },
        { label: 'replica', primary: false, href: 'https://replica.acme.example' },
      ],
      favorite: false,
      tags: ['prod'],
      version: 3,
      createdAt: '2026-11-01T12:00:00.005Z',
      updatedAt: '2026-11-01T12:00:00.005Z',
      lastEditedBy: item.lastEditedBy,
    });
    expect(formatOverview(item)).not.toHaveProperty('fields');
    expect(formatOverview(item)).not.toHaveProperty('sections');
  });

  test('writes a whole item with its values in the clear and no key that is null', () => {
    const text = JSON.stringify(formatItem(item));
    expect(text).not.toContain('null');
    expect(JSON.parse(text)).toMatchObject({
      sections: [{ id: 'login', label: 'Login' }],
      fields: [
        { id: 'username', type: 'STRING', purpose: 'USERNAME', label: 'username', value: 'acme' },
        { id: 'port', type: 'STRING', section: { id: 'login' }, label: 'port', value: '5432' },
        { id: 'otp', type: 'OTP', value: 'JBSWY3DPEHPK3PXP', totp: '492039' },
      ],
      files: [
        {
          id: 'f'.repeat(26),
          name: 'key.pem',
          size: 3,
          content_path: `/v1/vaults/${item.vaultId}/items/${item.id}/files/${'f'.repeat(26)}/content`,
          section: { id: 'login' },
        },
      ],
    });
    expect(fullItemAnswer.safeParse(JSON.parse(text)).success).toBe(true);
  });

  test('has the bytes of a file in Base64', () => {
    expect(formatContent(secret(new Uint8Array([0, 255, 16])))).toEqual({ content: 'AP8Q' });
  });
});
