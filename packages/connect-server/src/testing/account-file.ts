/** Ids that tests can name. */
export const IDS = {
  production: 'p1'.repeat(13),
  shared: 's1'.repeat(13),
  finance: 'f1'.repeat(13),
  /** Well-formed, and in no account. */
  nowhere: 'n0'.repeat(13),
  database: 'db'.repeat(13),
  deployKey: 'dk'.repeat(13),
  payroll: 'pr'.repeat(13),
  key: 'k1'.repeat(13),
  blob: 'b1'.repeat(13),
  empty: 'e1'.repeat(13),
} as const;

/** The values that no log may hold. */
export const SECRETS = {
  password: 'correct horse battery staple',
  key: 'xoxb-not-a-real-deploy-key',
  payroll: 'payroll-pin-4711',
  file: 'not-a-real-private-key',
} as const;

/** The bytes of a file that is no text. */
export const BLOB = new Uint8Array([0, 1, 255, 254, 10, 13, 0]);

/** One server, granted two vaults; a third is there and out of its reach. */
export const ACCOUNT_FILE = `
version: 1
account:
  name: Acme
vaults:
  - name: Production
    id: ${IDS.production}
    description: What runs the shop
    items:
      - title: Database
        id: ${IDS.database}
        category: DATABASE
        tags: [prod, eu west]
        urls:
          - href: https://db.acme.example
            primary: true
        sections:
          - id: login
            label: Login
        fields:
          - { label: username, type: STRING, section: Login, value: shop }
          - { label: password, type: CONCEALED, section: Login, value: ${SECRETS.password} }
        files:
          - { id: ${IDS.key}, name: key.pem, section: Login, content: ${SECRETS.file} }
          - { id: ${IDS.blob}, name: 'Schlüssel "alt".bin', content_base64: ${Buffer.from(BLOB).toString('base64')} }
          - { id: ${IDS.empty}, name: empty, content: '' }
      - title: 'Deploy key & "friends"'
        id: ${IDS.deployKey}
        category: API_CREDENTIAL
        fields:
          - { label: credential, type: CONCEALED, value: ${SECRETS.key} }
  - name: Shared configuration
    id: ${IDS.shared}
  - name: Finance
    id: ${IDS.finance}
    items:
      - title: Payroll
        id: ${IDS.payroll}
        category: PASSWORD
        fields:
          - { label: password, type: CONCEALED, purpose: PASSWORD, value: ${SECRETS.payroll} }
servers:
  - name: Production
    vaults:
      - Production,rw
      - Shared configuration,r
`;
