/** What an organisation writes once, so that its workflows say only what differs. */
export const WRAPPED = `name: Connect
description: A token for the staging server
inputs:
  vaults: { description: As lines, required: true }
outputs:
  token: { description: The token, value: '\${{ steps.connect.outputs.token }}' }
runs:
  using: composite
  steps:
    - id: connect
      uses: org/connect-token@v1
      with:
        broker-url: \${{ env.BROKER_URL }}
        server: Staging
        vaults: \${{ inputs.vaults }}
`;

/** A workflow that has it twice in one job. */
export const WRAPPING = `on: push
permissions: { contents: read, id-token: write }
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: staging
    steps:
      - uses: actions/checkout@v5
      - id: first
        uses: ./.github/actions/connect
        with: { vaults: 'Staging,r' }
        env: { BROKER_URL: '\${{ vars.CONNECT_TOKEN_BROKER_URL }}' }
      - id: second
        uses: ./.github/actions/connect
        with: { vaults: 'Staging,r' }
        env: { BROKER_URL: '\${{ vars.CONNECT_TOKEN_BROKER_URL }}' }
      - run: test -n "$FIRST" && test -n "$SECOND" && test "$FIRST" != "$SECOND"
        env:
          FIRST: \${{ steps.first.outputs.token }}
          SECOND: \${{ steps.second.outputs.token }}
`;
