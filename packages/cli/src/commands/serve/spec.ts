import type { CommandSpec } from '../../command.ts';

export const serveCommand: CommandSpec = {
  kind: 'plain',
  name: 'serve',
  about: 'Run the broker and a Connect API over the embedded account',
  more: 'Both log JSON lines to stdout. SIGTERM or SIGINT: no new request is taken, what runs is finished, exit 0; a second signal ends at once. SIGHUP: the policy is read again, and rules from the next mint on; with a mistake in it the one of before does.',
  options: [
    {
      name: 'check',
      about: 'report every mistake in the configuration and the files that it names, and touch nothing',
    },
    {
      name: 'only',
      value: 'connect',
      about: 'the Connect API in a process of its own, beside brokers on the same PostgreSQL (DATABASE_URL)',
    },
    { name: 'init', about: 'write a commented configuration, policy and account file where none exist' },
  ],
  examples: [
    'connect serve --init --config connect-token.yaml',
    'connect serve --config connect-token.yaml --check',
    'connect serve --config examples/acme/connect-token.yaml',
    'connect serve --config connect-token.yaml --only connect',
  ],
  load: async () => (await import('./serve.ts')).serve,
};
