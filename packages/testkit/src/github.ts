import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
} from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import { type GitHubRun, jobPayload, runPayload } from './github-payload.ts';
import { answerWith, type HttpMishap, misbehave } from './http-mishap.ts';

export interface GitHubRequest {
  readonly path: string;
  readonly query: string;
  readonly etag: string | null;
  /** What was answered; 0 where nothing was. */
  readonly status: number;
}

/** The part of GitHub's API that tells of runs, to an App that is installed. It knows names of nothing, only ids. */
export interface GitHub {
  readonly apiUrl: string;
  readonly appId: string;
  /** PEM, in the form that GitHub gives out. */
  readonly privateKey: string;
  /** Since its start, oldest first. */
  readonly requests: readonly GitHubRequest[];
  /** A personal access token that reads every repository. */
  readonly token: string;
  /** What is so from now on. */
  tell(run: GitHubRun): void;
  /** What happens instead of the right answer; `null`: nothing. */
  mishap: (path: string) => HttpMishap | null;
  close(): Promise<void>;
}

const INSTALLATION_ID = 4711;
/** The latest `exp` of an App's JWT. Source: docs.github.com, "Generating a JSON Web Token (JWT) for a GitHub App". */
const APP_TOKEN_SECONDS_MAX = 600;

interface State {
  readonly runs: Map<string, GitHubRun>;
  readonly tokens: Set<string>;
  readonly publicKey: KeyObject;
  readonly appId: string;
}

/** One for all of a process: it takes a while to find two primes. */
let appKey: KeyPairKeyObjectResult | undefined;

export async function startGitHub(): Promise<GitHub> {
  appKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { publicKey, privateKey } = appKey;
  const token = `github_pat_${randomBytes(24).toString('hex')}`;
  const state: State = { runs: new Map(), tokens: new Set([token]), publicKey, appId: '12345' };
  const requests: GitHubRequest[] = [];
  const server = createServer((request, response) => void handle(request, response));
  const github: GitHub = {
    apiUrl: '',
    appId: state.appId,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    requests,
    token,
    tell: (run) => void state.runs.set(keyOf(run.repositoryId, run.runId, run.runAttempt), run),
    mishap: () => null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname: path, search: query } = new URL(request.url ?? '', 'http://127.0.0.1');
    const etag = request.headers['if-none-match'] ?? null;
    const answer = github.mishap(path) ?? withEtag(await answerTo(state, request, path, query), etag);
    requests.push({ path, query, etag, status: answer.kind === 'answer' ? answer.status : 0 });
    misbehave(answer, response);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(github, { apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const keyOf = (...ids: readonly string[]): string => ids.join('/');

const ROUTE =
  /^\/repositories\/(?<repository>\d+)\/(?:(?<installation>installation)|(?<runs>actions\/runs)|actions\/runs\/(?<run>\d+)\/attempts\/(?<attempt>\d+)(?<jobs>\/jobs)?)$/;

async function answerTo(
  { runs, tokens, publicKey, appId }: State,
  request: IncomingMessage,
  path: string,
  query: string,
): Promise<HttpMishap> {
  const bearer = /^(?:Bearer|token) (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (request.method === 'POST' && path === `/app/installations/${INSTALLATION_ID}/access_tokens`)
    return (await isApp(bearer, publicKey, appId)) ? issueToken(tokens) : REFUSED;
  const route = ROUTE.exec(path)?.groups;
  if (route === undefined) return UNKNOWN;
  if (route['installation'] !== undefined)
    return (await isApp(bearer, publicKey, appId)) ? json(200, { id: INSTALLATION_ID }) : REFUSED;
  if (!tokens.has(bearer)) return REFUSED;
  if (route['runs'] !== undefined) return runsPage(runs, route['repository'] ?? '');
  const run = runs.get(keyOf(route['repository'] ?? '', route['run'] ?? '', route['attempt'] ?? ''));
  if (run === undefined) return UNKNOWN;
  return route['jobs'] === undefined ? json(200, runPayload(run)) : jobsPage(run, new URLSearchParams(query));
}

async function isApp(jwt: string, key: KeyObject, appId: string): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(jwt, key, { algorithms: ['RS256'], issuer: appId });
    return (payload.exp ?? Infinity) * 1000 - Date.now() <= APP_TOKEN_SECONDS_MAX * 1000;
  } catch {
    return false;
  }
}

function issueToken(tokens: Set<string>): HttpMishap {
  const token = `ghs_${randomBytes(24).toString('hex')}`;
  tokens.add(token);
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  return json(201, { token, expires_at: expires, permissions: { actions: 'read', metadata: 'read' } });
}

/** A repository that has no run isn't known here. */
function runsPage(runs: State['runs'], repositoryId: string): HttpMishap {
  const found = [...runs.values()].filter((run) => run.repositoryId === repositoryId);
  if (found.length === 0) return UNKNOWN;
  return json(200, { total_count: found.length, workflow_runs: found.slice(0, 1).map(runPayload) });
}

function jobsPage(run: GitHubRun, query: URLSearchParams): HttpMishap {
  const size = Number(query.get('per_page') ?? 30);
  const page = Number(query.get('page') ?? 1);
  const jobs = run.jobs.slice((page - 1) * size, page * size).map((job) => jobPayload(run, job));
  return json(200, { total_count: run.jobs.length, jobs });
}

const json = (status: number, body: object): HttpMishap =>
  answerWith(status, body, { 'content-type': 'application/json; charset=utf-8' });

const REFUSED = json(401, { message: 'Bad credentials' });
const UNKNOWN = json(404, { message: 'Not Found' });

/** What hasn't changed is said so: 304, and no body. */
function withEtag(answer: HttpMishap, known: string | null): HttpMishap {
  if (answer.kind !== 'answer' || answer.status !== 200) return answer;
  const etag = `W/"${createHash('sha256').update(answer.body).digest('hex')}"`;
  return known === etag ? answerWith(304, '', { etag }) : { ...answer, headers: { ...answer.headers, etag } };
}
