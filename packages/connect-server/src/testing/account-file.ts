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
} as const;

/** The values that no log may hold. */
export const SECRETS = {
  password: 'correct horse battery staple',
  key: 'xoxb-not-a-real-deploy-key',
  payroll: 'payroll-pin-4711',
} as const;

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
