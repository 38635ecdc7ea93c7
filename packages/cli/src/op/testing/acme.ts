import { randomBytes } from 'node:crypto';

/** RFC 6238, appendix B: the secret of its SHA-1 rows. */
export const OTP_SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** Made at random, so that a scan can't find them by accident. */
export const SECRETS = {
  password: randomBytes(18).toString('base64url'),
  certificate: `-----BEGIN-----\n${randomBytes(18).toString('base64url')}\n-----END-----`,
  pin: randomBytes(9).toString('hex'),
  key: `-----BEGIN-----\n${randomBytes(18).toString('base64url')}\n-----END-----\n`,
} as const;

/** No text: it doesn't read as UTF-8. */
export const BINARY = Buffer.from([0, 255, 254, 10]);

export const ACCOUNT = `version: 1
account: { name: Acme }
vaults:
  - name: Production
    description: What runs the shop
    items:
      - title: Database
        category: DATABASE
        tags: [shop]
        urls: [{ href: 'postgres://db.acme.example:5432/shop', primary: true }]
        sections:
          - { id: admin, label: Admin }
          - { id: odd, label: 'Odd (old)' }
        fields:
          - { purpose: USERNAME, type: STRING, value: shop_app }
          - { purpose: PASSWORD, type: CONCEALED, value: ${JSON.stringify(SECRETS.password)} }
          - { id: otp1, label: one-time password, type: OTP, value: ${OTP_SEED} }
          - { label: certificate, type: CONCEALED, value: ${JSON.stringify(SECRETS.certificate)} }
          - { id: pin1, label: pin, type: CONCEALED, section: admin, value: ${JSON.stringify(SECRETS.pin)} }
          - { id: twin1, label: twin, type: STRING, section: admin, value: first }
          - { id: twin2, label: twin, type: STRING, section: odd, value: second }
        files:
          - { name: key.pem, section: admin, content: ${JSON.stringify(SECRETS.key)} }
          - { name: key.bin, content_base64: '${BINARY.toString('base64')}' }
      - { title: Twins, category: LOGIN, fields: [{ label: a, type: STRING, value: x }] }
      - { title: Twins, category: LOGIN, fields: [{ label: a, type: STRING, value: y }] }
  - name: Shared configuration
    items:
      - { title: Flags, category: SECURE_NOTE, favorite: true, fields: [{ purpose: NOTES, type: STRING, value: 'dark: off' }] }
  - name: Finance
    items: [{ title: Bank, category: LOGIN }]
servers:
  - name: Production
    vaults: [Production, Shared configuration]
people:
  - name: ada@acme.example
groups:
  - { name: Owners, members: [ada@acme.example] }
  - { name: Platform }
`;

/** Who may have a token: the job of `githubClaims`. */
export const POLICY = `version: 1
rules:
  - name: shop
    match: { repository_id: 501002003, repository_owner_id: 9001 }
    grant: { server: Production, vaults: ['Production,r', 'Shared configuration,r'] }
`;

const REACH = ['Production', 'Shared configuration'].map((vault) => ({ vault, permissions: ['read'] }));

/** A token that reads two of the vaults. The answer of a broker that refuses is no secret. */
export async function mintToken(brokerUrl: string, idToken: string): Promise<string> {
  const answer = await fetch(`${brokerUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: idToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      authorization_details: JSON.stringify([{ type: 'connect_vaults', vaults: REACH }]),
    }),
  });
  const body = (await answer.json()) as { readonly access_token?: string };
  if (body.access_token === undefined) throw new Error(`no token: ${JSON.stringify(body)}`);
  return body.access_token;
}
