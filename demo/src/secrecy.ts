import { type StepResult, scanBytes } from '@connect-token/testkit';
import type { Job } from './job.ts';
import { must } from './step.ts';

/**
 * What a step printed, with every line of it taken for lost where it isn't a mask: no form of the token, its segments, the ID
 * token or a handle may stand there. The runner's own files are where they belong.
 */
export function mustKeepSecrets(
  what: string,
  step: StepResult,
  job: Pick<Job, 'token' | 'idToken' | 'main'>,
): void {
  const printed = `${step.stdout}\n${step.stderr}`
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
  const [found] = scanBytes(secretsOf(job), what, printed);
  must(found === undefined, `${found?.secret} stands in what ${what} printed (${found?.form})`);
}

function secretsOf({
  token,
  idToken,
  main,
}: Pick<Job, 'token' | 'idToken' | 'main'>): Record<string, string> {
  const handles = Object.values(main.state)
    .flatMap((value) => value.match(/cth_[\w-]{43}/g) ?? [])
    .map((handle, index) => [`handle ${index + 1}`, handle] as const);
  must(handles.length > 0, 'main remembered no handle');
  return { 'the token': token, 'the ID token': idToken, ...Object.fromEntries(handles) };
}
