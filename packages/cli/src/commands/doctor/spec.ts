import type { CommandSpec } from '../../command.ts';

export const doctorCommand: CommandSpec = {
  kind: 'plain',
  name: 'doctor',
  about: 'Look at everything that a broker depends on, and say what to do',
  more: 'The configuration and the policy, the data directory and its database, the broker itself and as jobs reach it, the issuers, GitHub about the repositories of the policy, the clock. Beside a running broker, or without one; nothing is changed, and no secret is printed. Exit code 1 where something fails, 0 for warnings.',
  examples: [
    'connect doctor --config /etc/connect-token/connect-token.yaml',
    'connect doctor --data-dir /var/lib/connect-token --format json',
  ],
  load: async () => (await import('./doctor.ts')).doctor,
};
