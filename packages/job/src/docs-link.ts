/** What a runner tells an action of where it comes from. */
export interface ActionEnvironment {
  readonly GITHUB_SERVER_URL?: string | undefined;
  readonly GITHUB_ACTION_REPOSITORY?: string | undefined;
  readonly GITHUB_ACTION_REF?: string | undefined;
}

const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;
const REF = /^[\w-][\w./-]{0,199}$/;
const SERVER = /^https:\/\/[\w.-]+(?::\d+)?$/;

/**
 * The paragraph of docs/errors.md about a code, in the release that runs; its path alone where the runner names no release, as with
 * `uses: ./`. Each part ends up in a job's log, so each has to look like what it is.
 * Source: docs.github.com, "Variables reference", GITHUB_ACTION_REPOSITORY and GITHUB_ACTION_REF.
 */
export function docsLink(environment: ActionEnvironment, code: string): string {
  const place = `docs/errors.md#${code.toLowerCase()}`;
  const {
    GITHUB_SERVER_URL: server = '',
    GITHUB_ACTION_REPOSITORY: repository = '',
    GITHUB_ACTION_REF: ref = '',
  } = environment;
  if (!REPOSITORY.test(repository) || !REF.test(ref) || ref.includes('..')) return place;
  return `${SERVER.test(server) ? server : 'https://github.com'}/${repository}/blob/${ref}/${place}`;
}
