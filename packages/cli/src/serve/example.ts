/** Beside the configuration, which names them. */
export const EXAMPLE_FILES = {
  policy: 'policy.yaml',
  account: 'account.yaml',
  sealingKey: 'sealing.key',
} as const;

export const CONFIG_EXAMPLE = `# The configuration of \`connect serve\`. Relative paths are meant from this file's directory.
# \`connect serve --config FILE --check\` reports every mistake in it, and in the files that it names, at once.

# The broker as jobs reach it, usually behind a proxy that ends TLS: then its https:// URL. It is also what ID tokens must be
# for (\`audience\`).
public_url: http://127.0.0.1:8300
listen: 127.0.0.1:8300

# The database. One process owns it.
data_directory: data

# Whose ID tokens are accepted. GitHub Enterprise Server: https://HOST/_services/token
issuers:
  - https://token.actions.githubusercontent.com

# Where a job reaches each Connect server that the policy grants.
servers:
  - server: Production
    connect_url: http://127.0.0.1:8301

policy: ${EXAMPLE_FILES.policy}

# A ceiling for the vault access credits that leases and standing tokens may take together: \`unlimited\`, or
# \`{ metered: 100 }\`. The account has a plan of its own (\`connect credits plan\`); the stricter one rules.
plan: unlimited

# Ceilings for single servers and vaults, beside the plan, by name or id. An id still means the same vault when its name changes.
# ceilings:
#   - { server: Production, limit: 40 }
#   - { vault: Production, limit: 100 }

# The embedded account, made from its file when the data directory is new. The key seals items and keys at rest: keep a copy of
# it, and not beside the data directory's.
account:
  file: ${EXAMPLE_FILES.account}
  sealing_key_file: ${EXAMPLE_FILES.sealingKey}

# The management API is on a socket in the data directory, for its owner. This serves it to others as well, who need a management
# credential, behind a proxy that ends TLS.
# management:
#   listen: 127.0.0.1:8302

# Leases end when GitHub says that their jobs are over: by itself, in webhooks to PUBLIC_URL/github/webhooks (events Workflow jobs and
# Workflow runs), or asked, by an App with the permission Actions: read, or with a token. Two webhook secrets while one replaces the
# other; each secret in a file of its own, which only its owner can read.
# github:
#   - issuer: https://token.actions.githubusercontent.com
#     webhook_secret_files: [github-webhook.secret]
#     app: { id: 12345, private_key_file: github-app.pem }
#     # token_file: github.token
#     # api_url: https://HOST/api/v3

# The Connect API. What each token was used for is kept (\`connect audit usage\`); written at most a second later, or with
# \`activity: durable\` before a call is answered.
connect:
  listen: 127.0.0.1:8301
  # activity: durable
  # activity_keep: 90d

# Metrics in the text format of Prometheus, as GET /metrics: for your monitoring, and nobody else.
# metrics:
#   listen: 127.0.0.1:9300

# A second place for the events of the audit trail, as JSON lines: a file, or \`stdout\`.
# audit:
#   lines: audit.jsonl

log_level: info
`;

export const POLICY_EXAMPLE = `# Who may have which vaults. A job gets a token where a rule matches its ID token and covers all that it asks for; where no
# rule does, it gets nothing.
version: 1
rules:
  - name: shop-main
    # Numbers, because names can be given to somebody else: \`gh api repos/OWNER/NAME --jq '.id, .owner.id'\`
    match:
      repository_id: 1
      repository_owner_id: 2
      ref: refs/heads/main
    grant:
      server: Production
      vaults:
        - Production,r
      # The longest life of a token.
      lifetime_max: 15m
`;

export const ACCOUNT_EXAMPLE = `# The embedded account: vaults, Connect servers with the vaults they are granted, people and groups. It is made from this file
# when the data directory is new; later, \`connect account apply\` brings it to what the file says. Values of fields stand here in
# plain text, and sealed in the data directory: keep this file as you keep the sealing key, or put it away.
version: 1

account:
  name: Acme

vaults:
  - name: Production
    items:
      - title: Database
        category: DATABASE
        fields:
          - label: password
            type: CONCEALED
            value: example-only-change-me

# \`<vault>[,<r|w|rw>]\`, a name or an id; \`rw\` where nothing is said.
servers:
  - name: Production
    vaults:
      - Production,r

# Who can be given a management credential (\`connect credential create\`): nobody else can be added later. Owners may manage
# everything.
people:
  - name: owner@acme.example
groups:
  - name: Owners
    members: [owner@acme.example]
`;
