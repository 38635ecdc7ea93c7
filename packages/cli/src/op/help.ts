/** The first line says what this is: somebody may have it on PATH without knowing. */
export const HELP = `connect-token's stand-in for \`op\`, for tests and for development without an account: not 1Password's CLI.

Vaults and items come from the Connect server of OP_CONNECT_HOST, with OP_CONNECT_TOKEN.

Usage:
  op vault list | get <vault>
  op item list [--vault V] [--categories C] [--tags T] [--favorite]
  op item get <item> [--vault V] [--fields F] [--otp] [--reveal]
  op read op://<vault>/<item>[/<section>]/<field>[?attribute=otp] [-n] [-o FILE [-f] [--file-mode 0600]]
  op inject [-i FILE] [-o FILE [-f] [--file-mode 0600]]
  op run [--env-file FILE] [--no-masking] -- <command>
  op env ls
  op whoami
  op connect group | server | token | vault …

Flags of every command:
  --format human-readable|json   also OP_FORMAT
  --account, --cache, --config, --debug, --encoding, --iso-timestamps, --no-color, --session
                                 accepted, and without effect

Exit codes:
  0  done
  1  it failed, or is not supported here: one line on stderr says which
     (\`op run\` ends as its command did)

connect-token is not affiliated with or endorsed by 1Password (AgileBits Inc.).
`;
