import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  createRunnerFiles,
  type FileCommands,
  readActionFile,
  readRunnerFiles,
  startIdTokenEndpoint,
  startScriptedBroker,
} from '@connect-token/testkit';
import { type Certified, startTlsFront } from './tls.ts';

const ACTION = readActionFile(fileURLToPath(new URL('../../../../../', import.meta.url)));

/** What steps run against: the ID-token endpoint of a job and a broker, which answer at once. */
export interface Stage {
  /** A step's main, and its post with what main has left. */
  main(): Step;
  post(left: FileCommands): Step;
  readonly granted: () => number;
  readonly revoked: () => number;
  close(): Promise<void>;
}

interface Step {
  readonly env: Readonly<Record<string, string>>;
  /** What it has said in the runner's files, after its end. */
  said(): FileCommands;
}

/** `directory` gets the runner's files. With a certificate both are reached over TLS, as any that isn't on loopback. */
export async function setStage(directory: string, certified: Certified | null): Promise<Stage> {
  const broker = await startScriptedBroker();
  const idTokens = await startIdTokenEndpoint({
    // As long as one of GitHub's, and signed by nobody.
    sign: async () => [24, 900, 256].map((bytes) => randomBytes(bytes).toString('base64url')).join('.'),
  });
  const urls = [broker.url, idTokens.env.ACTIONS_ID_TOKEN_REQUEST_URL] as const;
  const fronts =
    certified === null ? [] : await Promise.all(urls.map((url) => startTlsFront(url, certified)));
  const [brokerUrl = urls[0], idTokenUrl = urls[1]] = fronts.map(({ url }) => url);
  const inputs = { ...ACTION.inputs, 'broker-url': brokerUrl, vaults: 'Production,r' };
  const job = {
    PATH: process.env['PATH'] ?? '',
    ...idTokens.env,
    ACTIONS_ID_TOKEN_REQUEST_URL: idTokenUrl,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...(certified === null ? {} : { NODE_EXTRA_CA_CERTS: certified.path }),
  };
  const step = (env: Readonly<Record<string, string>>): Step => {
    const files = createRunnerFiles(directory);
    return { env: { ...job, ...files.env, ...env }, said: () => readRunnerFiles(files) };
  };
  return {
    main: () => step({}),
    post: ({ state }) =>
      step(Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]))),
    granted: () => broker.mints.length,
    revoked: () => broker.revocations.length,
    close: async () => {
      await Promise.all(fronts.map(({ close }) => close()));
      await Promise.all([broker.close(), idTokens.close()]);
    },
  };
}
